// Every file may name these; the other rooms that a file names stand at its top.
global using System.Globalization;
global using System.Net.Http;
global using System.Text.Json.Nodes;
global using AmlCompute.Sandbox.Wire;

// Every file may use these namespaces and the implicit ones of the SDK. Other namespaces are imported in each file.
global using System.Globalization;
global using System.Net.Http;
global using System.Text.Json.Nodes;
global using AmlCompute.Sandbox.Wire;

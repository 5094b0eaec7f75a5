// Every room may name these; the other rooms and libraries that a file names stand at its top.
global using System.Text.Json;
global using System.Text.Json.Nodes;
global using AmlCompute.Models;
global using AmlCompute.Models.Json;

// Every file may use these namespaces and the implicit ones of the SDK. Other namespaces are imported in each file.
global using System.Text.Json;
global using System.Text.Json.Nodes;
global using AmlCompute.Models;
global using AmlCompute.Models.Json;

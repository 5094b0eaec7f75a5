// Every room may name these two; the other rooms that a file names stand at its top.
global using AmlCompute.Models;
global using AmlCompute.Models.Json;

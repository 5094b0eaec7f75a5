using AmlCompute.Packaging;

// Makes the packages of a built module.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: <folder of the built module> <folder for the packages>");
    return 64;
}

try
{
    foreach (string package in Packager.Write(args[0], args[1]))
    {
        Console.WriteLine(package);
    }

    return 0;
}
catch (PackagingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

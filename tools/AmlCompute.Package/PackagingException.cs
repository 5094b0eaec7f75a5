namespace AmlCompute.Packaging;

/// <summary>Something of the module cannot be shipped as it is.</summary>
internal sealed class PackagingException(string message) : Exception(message);

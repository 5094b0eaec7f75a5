using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AmlCompute.Client.SignIn;

/// <summary>Loads the certificate of a service principal with its private key.</summary>
internal static class CertificateLoader
{
    /// <summary>Gets the flags that keep the key in memory, except on macOS, which does not support EphemeralKeySet.</summary>
    private static X509KeyStorageFlags KeyStorage =>
        RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    /// <summary>Reads a certificate file: PFX, or in PowerShell 7 PEM that contains the private key.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="password">The password of the file; null for a file without one.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read or opened, or has no private key.</exception>
    public static X509Certificate2 LoadFile(string path, SecureString? password)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument, $"The certificate file '{path}' cannot be read. {exception.Message}", exception);
        }

        X509Certificate2 certificate;
        try
        {
            string text = Encoding.UTF8.GetString(bytes);
            certificate = text.Contains("-----BEGIN ") ? LoadPem(path, text, password) : new X509Certificate2(bytes, password, KeyStorage);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument,
                $"The certificate file '{path}' cannot be opened: the password is "
                + $"{(password is null ? "missing" : "wrong or not needed")}, or the file is not a valid certificate with its private key.",
                exception);
        }

        return RequirePrivateKey(certificate, $"'{path}'");
    }

    /// <summary>Loads a certificate from the personal store of the user or of the computer.</summary>
    /// <exception cref="ComputeTargetException">No store has the certificate, or it has no private key.</exception>
    public static X509Certificate2 LoadFromStore(string thumbprint)
    {
        StoreLocation[] locations = [StoreLocation.CurrentUser, StoreLocation.LocalMachine];
        X509Certificate2 certificate =
            SelectCertificate(locations.Select(location => FindCertificate(thumbprint, location)).OfType<X509Certificate2>())
            ?? throw ComputeTargetException.CreateInvalidArgument(
                $"No certificate with the thumbprint {thumbprint} was found in the personal store of this user or of this computer.");
        return RequirePrivateKey(certificate, thumbprint);
    }

    /// <summary>Returns the first copy that has the private key, or else the first copy; null for none.</summary>
    internal static X509Certificate2? SelectCertificate(IEnumerable<X509Certificate2> copies)
    {
        X509Certificate2? first = null;
        foreach (X509Certificate2 copy in copies)
        {
            if (copy.HasPrivateKey)
            {
                return copy;
            }

            first ??= copy;
        }

        return first;
    }

    private static X509Certificate2? FindCertificate(string thumbprint, StoreLocation location)
    {
        using X509Store store = new(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // The store does not exist, such as the store of the computer on Linux.
            return null;
        }

        return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false)
            .Cast<X509Certificate2>().FirstOrDefault();
    }

    private static X509Certificate2 RequirePrivateKey(X509Certificate2 certificate, string name)
    {
        if (certificate.HasPrivateKey)
        {
            return certificate;
        }

        certificate.Dispose();
        throw ComputeTargetException.CreateInvalidArgument(
            $"The certificate {name} has no private key. Specify a certificate with its private key.");
    }

    private static X509Certificate2 LoadPem(string path, string text, SecureString? password) =>
#if NETFRAMEWORK
        throw ComputeTargetException.CreateInvalidArgument(
            $"'{path}' is a PEM file, which Windows PowerShell cannot read. Use a PFX file, or PowerShell 7.");
#else
        password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, SecretText.Reveal(password));
#endif
}

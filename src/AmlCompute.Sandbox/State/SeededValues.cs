using System.Text;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// Creates the ids, addresses and keys of a sandbox. They look random, but depend only on the seed and the purpose, a text such as
/// "tenant" that differs for each value.
/// </summary>
internal sealed class SeededValues(int seed)
{
    // The increment of SplitMix64.
    private const ulong SplitMixIncrement = 0x9E3779B97F4A7C15UL;

    private readonly ulong _seed = unchecked((ulong)seed * SplitMixIncrement);

    /// <summary>The id of the tenant, which all subscriptions share.</summary>
    public string TenantId => CreateGuid("tenant").ToString();

    /// <summary>The object id of the user who sends all requests.</summary>
    public string UserId => CreateGuid("user").ToString();

    public Guid CreateGuid(string purpose)
    {
        byte[] bytes = CreateBytes(purpose, 16);
        // Version 4, variant 1, as in random GUIDs.
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>Creates a text of hexadecimal digits, two for each byte.</summary>
    public string CreateHex(string purpose, int byteCount) =>
        string.Concat(CreateBytes(purpose, byteCount).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>Creates a text of the digits of base64url, with a length in characters.</summary>
    public string CreateBase64Url(string purpose, int length) =>
        Convert.ToBase64String(CreateBytes(purpose, length)).Replace('+', '-').Replace('/', '_').Substring(0, length);

    /// <summary>Creates a number that is at least 0 and less than the limit.</summary>
    public int CreateNumber(string purpose, int limit) => (int)(FinishSplitMix(HashPurpose(purpose)) % (ulong)limit);

    /// <summary>Creates an IPv4 address that starts with 20, like many of Azure.</summary>
    public string CreatePublicAddress(string purpose) =>
        $"20.{CreateNumber(purpose + "/b", 200) + 10}.{CreateNumber(purpose + "/c", 256)}.{CreateNumber(purpose + "/d", 254) + 1}";

    /// <summary>Creates bytes with the generator SplitMix64, which starts at the hash of the purpose.</summary>
    private byte[] CreateBytes(string purpose, int count)
    {
        byte[] bytes = new byte[count];
        ulong state = HashPurpose(purpose);
        for (int i = 0; i < count; i += 8)
        {
            state = unchecked(state + SplitMixIncrement);
            byte[] block = BitConverter.GetBytes(FinishSplitMix(state));
            Array.Copy(block, 0, bytes, i, Math.Min(8, count - i));
        }

        return bytes;
    }

    /// <summary>Computes the hash FNV-1a of the seed and the purpose. string.GetHashCode differs in each process.</summary>
    private ulong HashPurpose(string purpose)
    {
        const ulong OffsetBasis = 14695981039346656037UL;
        const ulong Prime = 1099511628211UL;
        ulong hash = OffsetBasis ^ _seed;
        foreach (byte value in Encoding.UTF8.GetBytes(purpose))
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return hash;
    }

    /// <summary>Computes the output of SplitMix64 for a state.</summary>
    private static ulong FinishSplitMix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EBUL);
        return value ^ (value >> 31);
    }
}

using System.Text;

namespace AmlCompute.Sandbox.State;

/// <summary>Pseudorandom values that depend only on the seed and their purpose.</summary>
internal sealed class SeededValues(int seed)
{
    private readonly ulong _seed = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    public Guid Guid(string purpose)
    {
        byte[] bytes = Bytes(purpose, 16);
        // Version 4, variant 1, as in random GUIDs.
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    public string Hex(string purpose, int bytes) =>
        string.Concat(Bytes(purpose, bytes).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));

    public string Base64Url(string purpose, int characters) =>
        Convert.ToBase64String(Bytes(purpose, characters)).Replace('+', '-').Replace('/', '_').Substring(0, characters);

    /// <summary>Gets a number that is at least 0 and less than the limit.</summary>
    public int Number(string purpose, int limit) => (int)(Mix(Hash(purpose)) % (ulong)limit);

    public string PublicAddress(string purpose) =>
        $"20.{Number(purpose + "/b", 200) + 10}.{Number(purpose + "/c", 256)}.{Number(purpose + "/d", 254) + 1}";

    private byte[] Bytes(string purpose, int count)
    {
        byte[] bytes = new byte[count];
        ulong state = Hash(purpose);
        for (int i = 0; i < count; i += 8)
        {
            state = unchecked(state + 0x9E3779B97F4A7C15UL);
            byte[] part = BitConverter.GetBytes(Mix(state));
            Array.Copy(part, 0, bytes, i, Math.Min(8, count - i));
        }

        return bytes;
    }

    // FNV-1a over the purpose, which gives the same value on every platform.
    private ulong Hash(string purpose)
    {
        ulong hash = 14695981039346656037UL ^ _seed;
        foreach (byte part in Encoding.UTF8.GetBytes(purpose))
        {
            hash = unchecked((hash ^ part) * 1099511628211UL);
        }

        return hash;
    }

    // The finishing steps of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EBUL);
        return value ^ (value >> 31);
    }
}

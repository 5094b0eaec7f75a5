using System.Text;
using System.Text.Json;
using CsCheck;

namespace AmlCompute.Tests.Properties;

/// <summary>One change of a text that a correct sender would not send.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Place">The place; it is taken modulo the number of places.</param>
/// <param name="Value">The new value; it is taken modulo the number of values.</param>
internal sealed record Mutation(int Kind, int Place, int Value)
{
    private const int ByteKinds = 4;

    private const int Kinds = ByteKinds + 5;

    private static readonly string Nested = new string('[', 200) + new string(']', 200);

    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "\"x\"", "12.5", "-1", "99999999999999999999", "1e400", "[]", "{}", "[null]", "[1,\"x\",{}]", Nested,
        "\"\\ud800\"", "\"\\u001b]0;x\\u0007\"", "\"\\u202e\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01\"",
        "\"P99999999Y\"", "\"PT-1S\"", "\"../../x\"", "\"https://evil.example/\"", $"\"{new string('x', 20_000)}\"", "\"AmlCompute\"",
        "\"ComputeInstance\"", "\"Deleting\"", "\"Failed\"", "{\"error\":{\"code\":\"x\"}}", "\"\\u0000\"", "0", "\"5\"",
    ];

    private static readonly string[] Names = ["x", "value", "nextLink", "error", "properties", "name", "id", "", "\\u0000", "NAME"];

    private static readonly byte[][] Insertions =
    [
        [0xEF, 0xBB, 0xBF], [0], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0x1B], .. new[]
        {
            "}}", "]", ",", ":", "\"", "\r\n", "\t", new string(' ', 5000), "---\n", "...\n", "- ", "? ", "&a ", "*a ", "!!binary ", "!!x ",
            "<<: *a\n", "|\n", ">-\n", "{ ", "%YAML 9.9\n", "#", "\u202e", "\u001b[2J", "name: x\n", "//", "/*", "\ud83d\ude00",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static readonly Gen<Mutation[]> Some =
        Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 9999], Gen.Int[0, 99], (kind, place, value) => new Mutation(kind, place, value))
            .Array[1, 3];

    public static byte[] Apply(IEnumerable<Mutation> mutations, byte[] text) =>
        mutations.Aggregate(text, (changed, mutation) => mutation.Apply(changed));

    private byte[] Apply(byte[] text)
    {
        if (text.Length == 0)
        {
            return Insertions[Value % Insertions.Length];
        }

        (int start, int end) = (Place % text.Length, Math.Min(text.Length, (Place % text.Length) + 1 + Value));
        List<Span> values = [], names = [];
        if (Kind >= ByteKinds)
        {
            Find(text, values, names);
        }

        return Kind switch
        {
            0 => text[..start],
            1 => Replace(text, new Span(start, start), Insertions[Value % Insertions.Length]),
            2 => Replace(text, new Span(start, end), []),
            3 => Replace(text, new Span(start, start + 1), [(byte)(text[start] ^ (1 << (Value % 8)))]),
            _ when values.Count == 0 => Replace(text, new Span(start, end), Encoding.UTF8.GetBytes(Values[Value % Values.Length])),
            5 when names.Count > 0 =>
                Replace(text, names[Place % names.Count], Encoding.UTF8.GetBytes($"\"{Names[Value % Names.Length]}\"")),
            6 => Replace(text, values[Place % values.Count], [(byte)'[', .. values[Place % values.Count].In(text), (byte)']']),
            7 => Replace(text, values[Place % values.Count], values[Value % values.Count].In(text)),
            _ => Replace(text, values[Place % values.Count], Encoding.UTF8.GetBytes(Values[Value % Values.Length])),
        };
    }

    private static byte[] Replace(byte[] text, Span span, byte[] by) => [.. text[..span.Start], .. by, .. text[span.End..]];

    /// <summary>Finds the values and names of JSON; those before the first mistake, none in YAML.</summary>
    private static void Find(byte[] text, List<Span> values, List<Span> names)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = 1000 });
        Stack<int> open = [];
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex, end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(start);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        values.Add(new Span(open.Pop(), end));
                        break;
                    case JsonTokenType.PropertyName:
                        names.Add(new Span(start, start + reader.ValueSpan.Length + 2));
                        break;
                    default:
                        values.Add(new Span(start, end));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // The text is not JSON, or not any more.
            return;
        }
    }

    private readonly record struct Span(int Start, int End)
    {
        public byte[] In(byte[] text) => text[Start..End];
    }
}

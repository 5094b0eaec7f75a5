namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads the compute targets of a list. A target keeps its JSON text, and is parsed when one of its properties is read; here only its id,
/// name, type and region are read.
/// </summary>
internal sealed class TargetItemReader
{
    private readonly Workspace _workspace;

    /// <summary>The last region; null before the first. Most targets of a workspace are in one region, and share its text.</summary>
    private string? _lastRegion;

    private TargetItemReader(Workspace workspace) => _workspace = workspace;

    public static ItemKind<ComputeTarget> CreateKind(Workspace workspace) =>
        new("compute targets", new TargetItemReader(workspace).ReadTarget);

    private ComputeTarget ReadTarget(ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageIds ids)
    {
        int start = (int)reader.TokenStartIndex;
        (string? computeType, string? region) = ReadMembers(ref reader, ids);
        byte[] json = page.Slice(start, (int)reader.BytesConsumed - start).ToArray();
        ComputeTarget target = ComputeTypes.Create(computeType, json, _workspace);
        target.ListedRegion = region;
        return target;
    }

    /// <summary>
    /// Moves the reader to the end of a target, and adds its id and name. Returns <c>properties.computeType</c> and
    /// <c>properties.computeLocation</c>; null for a member that is missing or not a text.
    /// </summary>
    private (string? ComputeType, string? Region) ReadMembers(ref Utf8JsonReader reader, PageIds ids)
    {
        string? computeType = null;
        string? region = null;
        bool isInProperties = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == depth + 1)
            {
                isInProperties = reader.ValueTextEquals("properties"u8);
                if (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("name"u8))
                {
                    reader.Read();
                    ids.AddId(reader.ValueSpan);
                }
            }
            else if (isInProperties && reader.CurrentDepth == depth + 2)
            {
                if (reader.ValueTextEquals("computeType"u8))
                {
                    computeType = ReadText(ref reader, known: null);
                }
                else if (reader.ValueTextEquals("computeLocation"u8))
                {
                    region = ReadText(ref reader, _lastRegion);
                    _lastRegion = region ?? _lastRegion;
                }
            }
        }

        return (computeType, region);
    }

    /// <summary>Reads a text; null for another value. A text that is equal to the known one, if there is one, is not copied.</summary>
    private static string? ReadText(ref Utf8JsonReader reader, string? known)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        return known is not null && reader.ValueTextEquals(known) ? known : reader.GetString();
    }
}

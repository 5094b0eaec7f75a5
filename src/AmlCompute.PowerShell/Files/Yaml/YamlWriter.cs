using System.Text;
using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlCompute.Files.Yaml;

/// <summary>Writes YAML that has the same meaning in YAML 1.1 and 1.2: text that either could read as another type is quoted.</summary>
internal static class YamlWriter
{
    private static readonly EmitterSettings Settings =
        new EmitterSettings().WithBestWidth(int.MaxValue).WithBestIndent(2).WithNewLine("\n");

    /// <summary>Returns the text of one document.</summary>
    public static string WriteDocument(JsonObject document)
    {
        using StringWriter text = new();
        Emitter emitter = new(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        EmitNode(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return TerminalText.Escape(text.ToString());
    }

    /// <summary>Returns the text as a line of comment. Each run of control and non-ASCII characters becomes one space.</summary>
    public static string WriteComment(string text) => $"# {Regex.Replace(text, @"[^\x20-\x7E]+", " ", RegexOptions.CultureInvariant)}\n";

    private static void EmitNode(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                EmitMapping(emitter, members);
                break;
            case JsonArray items:
                EmitSequence(emitter, items);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                EmitText(emitter, value.GetValue<string>());
                break;
            default:
                // Numbers, true, false and null have the same form in JSON and YAML.
                EmitScalar(emitter, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isQuotedImplicit: false);
                break;
        }
    }

    private static void EmitMapping(Emitter emitter, JsonObject members)
    {
        MappingStyle style = members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            EmitText(emitter, member.Key);
            EmitNode(emitter, member.Value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void EmitSequence(Emitter emitter, JsonArray items)
    {
        SequenceStyle style = items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
        emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (JsonNode? item in items)
        {
            EmitNode(emitter, item);
        }

        emitter.Emit(new SequenceEnd());
    }

    private static void EmitText(Emitter emitter, string value)
    {
        // The emitter refuses half of a surrogate pair, so it becomes U+FFFD.
        string text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        bool isPrintable = TerminalText.Escape(text) == text && text.IndexOfAny(['\t', '\r', '\n', '\u2028', '\u2029']) < 0;

        // Text with another first character is quoted, because YAML can read it as a date, a time or a number, or as a sign of its own; y
        // and n are flags of YAML 1.1.
        bool needsNoQuotes = text is not ("" or "y" or "Y" or "n" or "N")
            && (char.IsLetter(text[0]) || text[0] is '/' or '_' or '$')
            && YamlReader.GetKindOfWord(text) == ScalarKind.Text;
        ScalarStyle style = (isPrintable, needsNoQuotes) switch
        {
            (false, _) => ScalarStyle.DoubleQuoted,
            (true, false) => ScalarStyle.SingleQuoted,
            (true, true) => ScalarStyle.Plain,
        };
        EmitScalar(emitter, text, style, isQuotedImplicit: true);
    }

    private static void EmitScalar(Emitter emitter, string text, ScalarStyle style, bool isQuotedImplicit) => emitter.Emit(new Scalar(
        AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: style == ScalarStyle.Plain, isQuotedImplicit));
}

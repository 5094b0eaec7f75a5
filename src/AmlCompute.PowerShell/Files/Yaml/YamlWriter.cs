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

    public static string Write(JsonObject document)
    {
        using StringWriter text = new();
        Emitter emitter = new(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return TerminalText.Escape(text.ToString());
    }

    /// <summary>Returns the text as a comment of one line; control and non-ASCII characters become spaces.</summary>
    public static string Comment(string text) => $"# {Regex.Replace(text, @"[^\x20-\x7E]+", " ", RegexOptions.CultureInvariant)}\n";

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                MappingStyle mapping = members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapping));
                foreach (KeyValuePair<string, JsonNode?> member in members)
                {
                    EmitText(emitter, member.Key);
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                SequenceStyle sequence = items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, sequence));
                foreach (JsonNode? item in items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                EmitText(emitter, value.GetValue<string>());
                break;
            default:
                // Numbers, true, false and null have the same form in JSON and YAML.
                emitter.Emit(new Scalar(
                    AnchorName.Empty,
                    TagName.Empty,
                    node?.ToJsonString() ?? "null",
                    ScalarStyle.Plain,
                    isPlainImplicit: true,
                    isQuotedImplicit: false));
                break;
        }
    }

    private static void EmitText(Emitter emitter, string text)
    {
        bool isPrintable = TerminalText.Escape(text) == text && text.IndexOfAny(['\t', '\r', '\n', '\u2028', '\u2029']) < 0;

        // Text that begins with a digit is quoted, because YAML can read it as a date, a time or a number.
        bool isPlain = text.Length > 0
            && (char.IsLetter(text[0]) || text[0] is '/' or '_' or '$')
            && YamlReader.KindOf(text) == ScalarKind.Text
            && isPrintable;
        emitter.Emit(new Scalar(
            AnchorName.Empty,
            TagName.Empty,
            text,
            isPlain ? ScalarStyle.Plain : isPrintable ? ScalarStyle.SingleQuoted : ScalarStyle.DoubleQuoted,
            isPlainImplicit: isPlain,
            isQuotedImplicit: true));
    }
}

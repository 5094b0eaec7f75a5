using System.Diagnostics;
using System.Text;
using AmlCompute.Files;
using AmlCompute.Files.Nodes;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

/// <summary>YAML and JSON that is broken, or made to do harm: one error with its place, whatever it is.</summary>
public sealed class YamlTests
{
    [Theory]
    [InlineData("name: a1\n\ttype: amlcompute", "Line 2, column 1: The line is indented with a tab. Use blanks; YAML does not allow tabs.")]
    [InlineData("tags:\n\ta: x", "Line 2, column 1: The line is indented with a tab.")]
    [InlineData("name: a1\ntags:\n  a: x\n  \tb: y", "Line 4, column 3: The line is indented with a tab.")]
    [InlineData(
        "name: a1\ntype: amlcompute\n size: x",
        "Line 3, column 2: The indentation of the line fits no line above it. Indent all keys of one level equally.")]
    [InlineData("name: a1\n  type: amlcompute", "Line 2, column 3: The indentation of the line fits no line above it.")]
    [InlineData("tags:\n    a: x\n  b: y", "Line 3, column 3: The indentation of the line fits no line above it.")]
    [InlineData("tags:\n  a: x\n   b: y", "Line 3, column 4: The indentation of the line fits no line above it.")]
    [InlineData("x:\n  - a: b\n - a: c", "Line 3, column 2: The indentation of the line fits no line above it.")]
    [InlineData(" name: a1\ntype: amlcompute", "Line 2, column 1: The indentation of the line fits no line above it.")]
    [InlineData("name: a: b", "Line 1, column 8: The text is not valid YAML.")]
    [InlineData("name: [a", "The text is not valid YAML.")]
    [InlineData("name: a1\ntype: amlcompute\nname: b1", "Line 3, column 1: The key 'name' is duplicated.")]
    [InlineData("name: a1\ntype: amlcompute\ntags: {a: x, a: y}", "Line 3, column 14: The key 'a' is duplicated.")]
    [InlineData(
        "name: yes\ntype: amlcompute",
        "Line 1, column 7: 'name' must be text, but is true or false (in YAML also yes, no, on and off). Quote the value if it is text.")]
    [InlineData("name: 0x10\ntype: amlcompute", "Line 1, column 7: 'name' must be text, but is a number. Quote the value if it is text.")]
    [InlineData("name: ~\ntype: amlcompute", "Line 1, column 7: 'name' has no value. Add a value or remove the key.")]
    [InlineData("name: a1\ntype: amlcompute\ndescription:", "'description' has no value.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nidentity:\n  type: user_assigned\n  user_assigned_identities: [~]",
        "Line 5, column 30: An item of 'user_assigned_identities' has no value. Add a value or remove the item.")]
    [InlineData("name: [a1]\ntype: amlcompute", "'name' must be text, but is a list.")]
    [InlineData("name: !!str a1\ntype: amlcompute", "Line 1, column 7: Type tags are not allowed")]
    [InlineData("name: !!python/object/apply:os.system [ls]", "Type tags are not allowed")]
    [InlineData("!!map {name: a1}", "Type tags are not allowed")]
    [InlineData("name: !<[> a", "Line 1, column 5: The text is not valid YAML from here on.")]
    [InlineData("? [a]\n: b", "Line 1, column 3: A key must be a word.")]
    [InlineData("- a\n- b", "Line 1, column 1: A compute target must be keys with values, but is a list.")]
    [InlineData("just text", "A compute target must be keys with values, but is text.")]
    [InlineData("", "The text describes no compute target.")]
    [InlineData("# nothing but a comment\n", "The text describes no compute target.")]
    [InlineData("---\n---\n", "The text describes no compute target.")]
    [InlineData("name: a\0b", "Line 1, column 8: The control character U+0000 is not allowed.")]
    [InlineData("name: a1\nx: \u001b[31m", "Line 2, column 4: The control character U+001B")]
    [InlineData("name: *a", "Line 1, column 7: The alias '*a' has no anchor before it")]
    [InlineData("name: a1\ntags: &t {a: *t}", "The alias '*t' has no anchor before it, or is inside the value of its anchor.")]
    [InlineData("name: a1\n<<: 3", "Only keys with values can be merged.")]
    [InlineData("name: \"\\UFFFFFFFF\"", "The text is not valid YAML from here on.")]
    [InlineData("%YAML 9.0\n---\nname: a1", "The text is not valid YAML.")]
    public void Broken_YAML_is_one_error_with_its_place(string text, string expected) => Assert.Contains(expected, FileText.Error(text));

    [Theory]
    [InlineData("name: a1\rx: a\u0001", "Line 2, column 5: The control character U+0001")]
    [InlineData("name: a1\r\tx: a", "Line 2, column 1: The line is indented with a tab.")]
    public void CR_ends_a_line(string text, string expected) => Assert.StartsWith(
        expected,
        Assert.Throws<ComputeTargetException>(() => ComputeFiles.ReadText(text, string.Empty, () => TestTargets.Workspace)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"name\": \"a1\",\n \"name\": \"b1\"}", "Line 2, column 2: The member 'name' is duplicated.")]
    [InlineData("{\"name\": a1}", "Line 1, column 10: The text is not valid JSON.")]
    [InlineData("{\n\"näme\": a1}", "Line 2, column 9: The text is not valid JSON.")]
    [InlineData("{\"name\": \"a1\"", "The text is not valid JSON.")]
    [InlineData("[]", "The text describes no compute target.")]
    [InlineData("[1]", "A compute target must be keys with values, but is a number.")]
    [InlineData("{}", "Line 1, column 1: 'type' is missing.")]
    [InlineData(
        "{\"name\":\"a1\",\"properties\":{\"computeType\":7}}",
        "column 42: 'properties.computeType' must be text, but is a number.")]
    [InlineData("{\"name\":\"é😀\",\"x\":1,\"x\":2}", "Line 1, column 21: The member 'x' is duplicated.")]
    [InlineData("{\"name\":\"\\ud800\",\"properties\":{\"computeType\":\"AmlCompute\"}}", "The text is not valid JSON.")]
    public void Broken_JSON_is_one_error_with_its_place(string text, string expected) => Assert.Contains(expected, FileText.Error(text));

    [Fact]
    public void A_carriage_return_ends_a_line_of_JSON() => Assert.StartsWith(
        "Line 2, column 25: The text is not valid JSON.",
        Assert.Throws<ComputeTargetException>(() => ComputeFiles.ReadText(
            "{ // note\r  \"name\": \"a1\", \"type\": wrong }\n", string.Empty, () => TestTargets.Workspace)).Message,
        StringComparison.Ordinal);

    /// <summary>The texts are not in attributes, which the compiler writes in UTF-8.</summary>
    [Fact]
    public void Half_of_a_surrogate_pair_is_an_error_with_its_place()
    {
        Assert.Equal(
            "Line 1, column 10: The incomplete surrogate pair U+D800 is not allowed.", FileText.Error("name: a\ud83d\ude00\ud800b"));
        Assert.Equal(
            "Line 1, column 11: The incomplete surrogate pair U+DC00 is not allowed.", FileText.Error("{\"name\": \"\udc00\"}"));
    }

    [Fact]
    public void Aliases_repeat_what_stands_before_and_merges_add_what_is_missing()
    {
        IReadOnlyList<ComputeDefinition> read = FileText.ReadAll("""
            name: a1
            type: amlcompute
            tags: &tags {team: vision, cost: &cost "7"}
            description: *cost
            ---
            name: b1
            type: amlcompute
            tags:
              <<: [{team: nlp, room: b}, {team: x}]
              room: a
            """);
        Assert.Equal("7", read[0].Configuration.Get(ComputeTarget.Members.Description));
        Assert.Equal("a", read[1].Configuration.Get(ComputeTarget.Members.Tags)!["room"]);
        Assert.Equal("nlp", read[1].Configuration.Get(ComputeTarget.Members.Tags)!["team"]);
    }

    [Fact]
    public void Aliases_do_not_nest_deeper_than_what_stands_there()
    {
        string chain = string.Join("\n", Enumerable.Range(1, 10).Select(step => $"x{step}: &a{step} [[[[[[*a{step - 1}]]]]]]"));

        Assert.Contains($"The text is nested more than {FileSource.DeepestNesting} levels deep.", FileText.Error($"x0: &a0 end\n{chain}"));
    }

    [Fact]
    public void A_billion_laughs_are_not_laughed()
    {
        StringBuilder text = new("name: a1\ntype: amlcompute\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char letter = 'b'; letter < 'z'; letter++)
        {
            text.Append(letter)
                .Append(": &").Append(letter).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 10)).Append("]\n");
        }

        Assert.Contains(
            $"The text has more than {FileSource.MostNodes} keys and values; values repeated by alias count each time.",
            FileText.Error(text.ToString()));
    }

    [Theory]
    [InlineData("[", 500_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 300_000)]
    [InlineData("{\"a\":", 100_000)]
    [InlineData("[[", 100_000)]
    [InlineData("[", FileSource.DeepestNesting + 1)]
    public void Deep_nesting_is_refused(string piece, int times)
    {
        string error = FileText.Error(string.Concat(Enumerable.Repeat(piece, times)));
        Assert.True(
            error.Contains($"The text is nested more than {FileSource.DeepestNesting} levels deep.")
                || error.Contains("not valid JSON") || error.Contains("The text is larger than"),
            error);
    }

    [Theory]
    [InlineData("", "{\"a\": ")]
    [InlineData("---\n", "{a: ")]
    public void YAML_and_JSON_have_the_same_limit_of_nesting(string start, string level)
    {
        const int Levels = FileSource.DeepestNesting - 1;
        Assert.Contains("'type' is missing", FileText.Error(Nest(Levels)));
        Assert.Contains(
            $"The text is nested more than {FileSource.DeepestNesting} levels deep.",
            FileText.Error(Nest(Levels + 1)));

        string Nest(int levels) => $"{start}{string.Concat(Enumerable.Repeat(level, levels))}1{new string('}', levels)}";
    }

    [Theory]
    [InlineData(10 * FileSource.LargestSize)]
    [InlineData(FileSource.LargestSize + 1)]
    public void Text_that_is_too_large_is_not_looked_at(int size) =>
        Assert.Equal($"The text is larger than {FileSource.LargestSize} characters.", FileText.Error(new string('a', size)));

    [Fact]
    public void Many_values_are_refused() =>
        Assert.Contains(
            "values; values repeated by alias",
            FileText.Error(
                "name: a1\ntype: amlcompute\ntags:\n" + string.Concat(Enumerable.Range(0, 120_000).Select(number => $"  k{number}: v\n"))));

    /// <summary>Whatever happens to a good file, it is read or it is one error of ours, never another exception.</summary>
    [Fact]
    public void Damaged_text_is_an_error_of_ours()
    {
        string good = string.Join(
            "\n---\n",
            Directory.GetFiles(Path.Combine(Repository.Root, "samples", "computes"), "*.yml")
                .Order(StringComparer.Ordinal).Select(File.ReadAllText));
        Random random = new(20260105);
        const string Bits = "\t\n\r :-?[]{},&*!|>'\"%@`#~<\\\0\uFEFF\u2028\ud83dé";
        for (int i = 0; i < 3_000; i++)
        {
            StringBuilder text = new(good.Substring(random.Next(good.Length / 2), random.Next(1, good.Length / 2)));
            for (int change = random.Next(1, 6); change > 0 && text.Length > 1; change--)
            {
                int at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = Bits[random.Next(Bits.Length)];
                        break;
                    case 1:
                        text.Insert(at, Bits[random.Next(Bits.Length)]);
                        break;
                    default:
                        text.Remove(at, 1);
                        break;
                }
            }

            try
            {
                FileText.ReadAll(text.ToString());
            }
            catch (ComputeTargetException exception)
            {
                Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
            }
            catch (Exception exception) when (exception is not ComputeTargetException)
            {
                throw new UnreachableException($"{exception.GetType()} for:\n{text}", exception);
            }
        }
    }

    [Theory]
    [InlineData("y", "'y'")]
    [InlineData("N", "'N'")]
    [InlineData("no", "'no'")]
    [InlineData("x", "x")]
    public void A_word_that_a_version_of_YAML_reads_as_a_flag_is_quoted(string text, string written) => Assert.Contains(
        $"description: {written}\n",
        ComputeDocumentWriter.ToYaml(
            FileText.Read("name: a1\ntype: amlcompute").Configuration.Set(ComputeTarget.Members.Description, text)));

    [Fact]
    public void Half_of_a_surrogate_pair_is_written_as_a_replacement_character()
    {
        List<string> lost = [];
        string yaml = ComputeDocumentWriter.ToYaml(
            FileText.Read("name: a1\ntype: amlcompute").Configuration.Set(ComputeTarget.Members.Description, "a\ud800"), lost.Add);
        Assert.StartsWith("name: a1\ntype: amlcompute\ndescription: a\ufffd\n", yaml, StringComparison.Ordinal);
        Assert.Equal(
            "a1: properties.description is missing or incomplete because YAML cannot express its value.", Assert.Single(lost));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("y")]
    [InlineData("yes")]
    [InlineData("007")]
    [InlineData("1e3")]
    [InlineData("12:30:45")]
    [InlineData("2026-01-05")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(" around ")]
    [InlineData("a: b # c")]
    [InlineData("- a")]
    [InlineData("<<")]
    [InlineData("it's \"quoted\"")]
    [InlineData("two\nlines\n")]
    [InlineData("tab\there")]
    [InlineData("*alias")]
    [InlineData("!tag")]
    [InlineData("Grüße 你好 \ud83d\ude80")]
    [InlineData("\u0085\u2028\ufeff")]
    [InlineData("=")]
    public void Text_comes_back_as_it_was_written(string text)
    {
        ComputeConfiguration configuration = FileText.Read("name: a1\ntype: amlcompute").Configuration
            .Set(ComputeTarget.Members.Description, text)
            .Set(ComputeTarget.Members.Tags, new Dictionary<string, string?> { [text] = text, ["other"] = text });
        ComputeConfiguration back = FileText.Read(ComputeDocumentWriter.ToYaml(configuration)).Configuration;
        Assert.Equal(text, back.Get(ComputeTarget.Members.Description));
        Assert.Equal(text, back.Get(ComputeTarget.Members.Tags)![text]);
        Assert.Equal(2, back.Get(ComputeTarget.Members.Tags)!.Count);
    }
}

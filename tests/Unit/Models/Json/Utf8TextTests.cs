using System.Text;
using System.Text.Json;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models.Json;

public sealed class Utf8TextTests
{
    [Theory]
    [InlineData(@"""a\ud800b""", "a\uFFFDb")]
    [InlineData(@"""a\uDC00""", "a\uFFFD")]
    [InlineData(@"""\ud83d\ude00 \ud83d\ud83d\ude00""", "\U0001F600 \uFFFD\U0001F600")]
    [InlineData(@"""\\ud800 \n""", @"\ud800 " + "\n")]
    public void Half_a_surrogate_pair_becomes_a_replacement_character(string json, string expected)
    {
        ReadOnlyMemory<byte> repaired = Utf8Text.Repair(Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, JsonDocument.Parse(repaired).RootElement.GetString());
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters()
    {
        byte[] json = [.. "\"a"u8, 0xC3, 0x28, 0xFF, .. "b\""u8];
        Assert.Equal("a\uFFFD(\uFFFDb", JsonDocument.Parse(Utf8Text.Repair(json)).RootElement.GetString());
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData(@"""\\ud800""")]
    public void A_byte_order_mark_is_left_out(string json)
    {
        ReadOnlyMemory<byte> repaired = Utf8Text.Repair(Encoding.UTF8.GetBytes("\uFEFF" + json));
        Assert.Equal(Encoding.UTF8.GetBytes(json), repaired.ToArray());
    }

    [Fact]
    public void A_valid_text_is_not_copied()
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes("\"é\U0001F600\\u00e9\"");
        Assert.Equal(json, Utf8Text.Repair(json));
    }
}

using System.Text.Json.Nodes;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models.Json;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("adminUserPassword")]
    [InlineData("PASSWORD")]
    [InlineData("privateKeyData")]
    [InlineData("key")]
    [InlineData("cert")]
    [InlineData("databricksAccessToken")]
    [InlineData("relayConnectionString")]
    [InlineData("serviceBusConnectionString")]
    [InlineData("userKubeConfig")]
    [InlineData("adminKubeConfig")]
    [InlineData("imagePullSecretName")]
    [InlineData("access_token")]
    public void A_secret_is_masked_wherever_it_stands(string name)
    {
        string text = Redaction.RedactText(
            $$$"""{"{{{name}}}":"hunter2","a":[{"{{{name}}}":{"deep":"hunter2"}}],"b":{"{{{name}}}":["hunter2"]}}""");

        Assert.DoesNotContain("hunter2", text);
        Assert.Equal(3, text.Split("\"***\"").Length - 1);
    }

    [Theory]
    [InlineData("EnvironmentVariables")]
    [InlineData("environmentvariables")]
    [InlineData("ENVIRONMENTVARIABLES")]
    public void The_environment_of_a_custom_service_is_masked_in_any_casing(string name)
    {
        string text = Redaction.RedactText($$"""{"customServices":[{"{{name}}":{"A":"hunter2","B":{"value":"hunter2"} } }]}""");

        Assert.DoesNotContain("hunter2", text);
        Assert.Contains("\"A\": \"***\"", text);
    }

    [Fact]
    public void The_environment_of_a_custom_service_is_masked_and_its_names_stay()
    {
        string text = Redaction.RedactText(
            """
            {"properties":{"customServices":[{"name":"rstudio","environmentVariables":{"RSP_LICENSE":{"type":"local","value":"hunter2"},
                    "PLAIN":"hunter2"}}],"environmentVariables":null}}
            """);

        Assert.DoesNotContain("hunter2", text);
        Assert.Contains("\"RSP_LICENSE\": \"***\"", text);
        Assert.Contains("\"name\": \"rstudio\"", text);
    }

    [Theory]
    [InlineData("b3BlbnNzaC1rZXktdjE_____________")]
    [InlineData("b3BlbnNzaC1rZXktdjE\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4")]
    [InlineData("B3BLBNNZAC1RZXKTDJEAAAAABG5vbmUA\u212A")]
    public void A_text_that_only_begins_as_a_key_of_OpenSSH_is_not_an_encrypted_key(string text) =>
        Assert.False(SecretForms.IsEncryptedKey(text));

    [Fact]
    public void The_first_line_of_an_SSH2_key_does_not_show_if_it_has_a_passphrase() =>
        Assert.False(SecretForms.IsEncryptedKey("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/5\n"));

    [Fact]
    public void Everything_else_stays()
    {
        string text = Redaction.RedactText("""{"adminUserName":"me","password":null,"keyless":"größe","list":[1,null,true]}""");

        Assert.Contains("\"me\"", text);
        Assert.Contains("\"password\": null", text);
        Assert.Contains("größe", text);
    }

    [Fact]
    public void A_name_that_the_user_chose_is_not_the_name_of_a_secret()
    {
        const string Json = """{"tags":{"key":"a"},"nodeSelector":{"key":"b"},"instanceTypes":{"key":{"resources":null}},"""
            + """ "environmentVariables":{"TOKEN":{"type":"local","value":"c"}}}""";
        JsonNode node = JsonNode.Parse(Json)!;
        Redaction.RedactNode(node);

        Assert.Equal(JsonNode.Parse(Json)!.ToJsonString(), node.ToJsonString());
        Assert.Equal(["c"], Redaction.FindSecrets(node));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_a_replacement_character() =>
        Assert.Contains("a\uFFFDb", Redaction.RedactText("""{"text":"a\ud800b"}"""));

    [Fact]
    public void A_URL_in_quotation_marks_ends_before_them()
    {
        JsonNode body = new JsonObject { ["text"] = "see \"https://a.example.org/c?name=value\" for more" };
        JsonNode shown = JsonNode.Parse(Redaction.RedactText(body.ToJsonString()))!;
        Assert.Equal("see \"https://a.example.org/c?***\" for more", shown["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("https%3A%2F%2Fa.example.org%2Fc%3Fsig%3DAbCdEfGh", "https%3A%2F%2Fa.example.org%2Fc%3Fsig%3D***")]
    [InlineData("https://ann:hunter2@a.example.org/c", "https://ann:***@a.example.org/c")]
    [InlineData("https://a.example.org/c?sv=1&sig=AbCdEfGh", "https://a.example.org/c?***")]
    public void A_masked_URL_is_known_as_masked(string url, string masked)
    {
        Assert.Equal(masked, SecretForms.MaskUrls(url));
        Assert.True(SecretForms.IsMasked(masked));
        Assert.False(SecretForms.IsMasked(url));
    }

    [Theory]
    [InlineData("", "none")]
    [InlineData("null", "null")]
    [InlineData("<html>hunter2</html>", "20 characters that cannot be read as JSON")]
    [InlineData("""{"password":"hunter2""", "20 characters that cannot be read as JSON")]
    [InlineData("""{"a":1,"a":"hunter2"}""", "21 characters that cannot be read as JSON")]
    public void Text_that_cannot_be_parsed_is_not_shown(string body, string shown) => Assert.Equal(shown, Redaction.RedactText(body));
}

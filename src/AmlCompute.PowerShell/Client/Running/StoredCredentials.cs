using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>
/// Reads the secrets of a target, which a GET omits, and adds them to a PUT over the target, which must send them again. Warns of a
/// certificate, which cannot be read.
/// </summary>
internal static class StoredCredentials
{
    /// <summary>
    /// Reads the credentials, which a PUT without them could delete, by JSON path; null for a type without credentials. If the service
    /// refuses to return them, it warns, and the result is empty.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>?> ReadAsync(string name, ComputeTarget live, CallContext call)
    {
        if (live is not (VirtualMachineCompute or HDInsightCompute or DatabricksCompute))
        {
            return null;
        }

        try
        {
            JsonElement keys = await ServiceConnection.GetClient(live.Workspace)
                .PostActionAsync(live.Workspace, name, ServiceAction.ListKeys, null, call with { IsReadOnly = true })
                .ConfigureAwait(false);
            return FindSecrets(live, keys);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.InvalidArgument or ErrorIds.AuthorizationFailed)
        {
            call.Log.WriteWarning(
                $"{name}: The credentials could not be read and were not sent again: {ErrorText.EndSentence(exception.Message)} "
                + "If the service deleted them, attach the target again with Connect-AmlComputeTarget.");
            return new Dictionary<string, JsonElement>();
        }
    }

    /// <summary>Writes the credentials, null for none, to the body of a PUT.</summary>
    public static void AddToBody(JsonObject body, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        foreach (KeyValuePair<string, JsonElement> secret in secrets ?? new Dictionary<string, JsonElement>())
        {
            JsonMembers.CreateText(secret.Key).WriteNode(body, JsonSerializer.SerializeToNode(secret.Value));
        }
    }

    /// <summary>Warns if a PUT over a target omits its certificate.</summary>
    public static void WarnIfCertificateIsOmitted(string name, ComputeTarget live, JsonObject body, CallContext call)
    {
        if (PutBody.OmitsCertificate(body))
        {
            call.Log.WriteWarning(
                $"{name}: The TLS certificate and key cannot be read and were not sent again. If the service deleted them, "
                + (live.IsAttached
                    ? "attach the target again with Connect-AmlComputeTarget."
                    : "send them again with New-AmlComputeTarget -Force."));
        }
    }

    /// <summary>Returns the secrets in the response of listKeys by JSON path.</summary>
    private static Dictionary<string, JsonElement> FindSecrets(ComputeTarget live, JsonElement keys)
    {
        Dictionary<string, JsonElement> secrets = [];
        foreach (string holder in PutBody.ListSecretHolders(live))
        {
            string key = holder.Substring(holder.LastIndexOf('.') + 1);

            // A null in the PUT could delete the stored value.
            if (keys.ValueKind == JsonValueKind.Object
                && keys.TryGetProperty(key, out JsonElement secret)
                && secret.ValueKind != JsonValueKind.Null)
            {
                secrets[holder] = secret;
            }
        }

        return secrets;
    }
}

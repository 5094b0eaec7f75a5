using System.Text.RegularExpressions;

namespace AmlCompute.SpecHost;

/// <summary>Name templates: <c>&lt;a.b&gt;</c> stands for the value of <c>$a.b</c>, unless a backtick escapes it.</summary>
internal static partial class SpecName
{
    public static string ToExpandableString(string name)
    {
        var text = Parts().Replace(name, part =>
            part.Groups["template"] is { Success: true } template ? $"$(${template.Value})" :
            part.Groups["bracket"] is { Success: true } bracket ? bracket.Value :
            "`" + part.Value);

        return $"\"{text}\"";
    }

    [GeneratedRegex("<(?<template>[^<>`]+)>|`(?<bracket>[<>])|[`\"$\u201C-\u201E]")]
    private static partial Regex Parts();
}

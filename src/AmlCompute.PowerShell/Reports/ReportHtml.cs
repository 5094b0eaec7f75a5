using System.Globalization;

namespace AmlCompute.Reports;

/// <summary>Formats texts, numbers and bars for the HTML of a report.</summary>
internal static class ReportHtml
{
    /// <summary>The index of the last color of bars in report.css, which all further items share.</summary>
    private const int LastColor = 5;

    /// <summary>
    /// Escapes a text for an element or an attribute, after <see cref="TerminalText.Clean"/> has masked its secrets and replaced control
    /// characters. Line breaks become blanks.
    /// </summary>
    public static string Escape(string text) => TerminalText.Clean(text).Replace("\r\n", " ").Replace('\n', ' ')
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");

    public static string FormatCount(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Returns a cost with its currency, which can be empty.</summary>
    public static string FormatCost(decimal amount, string currency) =>
        $"{amount.ToString("#,0.00", CultureInfo.InvariantCulture)} {Escape(currency)}".TrimEnd();

    /// <summary>Returns the cost of a target; empty if it is unknown.</summary>
    public static string FormatCost(ReportTarget target) => target.CostPerMonth is { } cost
        ? FormatCost(cost, target.Currency) + (target.IsSpot ? " Spot" : string.Empty)
        : string.Empty;

    /// <summary>Returns a chart, whose size the style sheet gives; the width is in the unit of its bars.</summary>
    public static string DrawChart(string bars, decimal width) =>
        $"<svg viewBox=\"0 0 {FormatLength(width)} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{bars}</svg>";

    /// <summary>Returns a bar of a chart; the class of the style sheet gives its color.</summary>
    public static string DrawBar(decimal start, decimal width, string colorClass) =>
        $"<rect class=\"{colorClass}\" x=\"{FormatLength(start)}\" width=\"{FormatLength(width)}\" height=\"1\"/>";

    /// <summary>Returns the class for the color of an item, whose index starts at 0.</summary>
    public static string GetColorClass(int index) => $"c{Math.Min(index, LastColor)}";

    private static string FormatLength(decimal length) => Math.Round(length, 2).ToString(CultureInfo.InvariantCulture);
}

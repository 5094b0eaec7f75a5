using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AmlCompute.Bench;

/// <summary>The table of results, and a list of their details. Each result is a ratio of two measurements of one run, or a count.</summary>
internal sealed class Report
{
    private readonly List<string> _rows = [];

    private readonly List<string> _details = [];

    /// <summary>Adds a result that shall not be above its goal.</summary>
    public void AtMost(string what, double value, double goal, string unit, string detail) =>
        Add(what, value, $"<= {Text(goal)}{unit}", value <= goal, unit, detail);

    /// <summary>Adds a result that shall not be below its goal.</summary>
    public void AtLeast(string what, double value, double goal, string unit, string detail) =>
        Add(what, value, $">= {Text(goal)}{unit}", value >= goal, unit, detail);

    /// <summary>Adds what has no goal of its own and explains the others.</summary>
    public void Note(string what, string value, string detail) => AddRow(what, $"{value} | - | ", detail);

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores");
        text.AppendLine();
        text.AppendLine("| What | Measured | Goal | Met |");
        text.AppendLine("|---|---|---|---|");
        _rows.ForEach(row => text.AppendLine(row));
        text.AppendLine().AppendLine("Details:").AppendLine();
        _details.ForEach(detail => text.AppendLine(detail));
        return text.ToString();
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    private void Add(string what, double value, string goal, bool met, string unit, string detail) =>
        AddRow(what, $"{Text(value)}{unit} | {goal} | {(met ? "yes" : "**no**")} ", detail);

    private void AddRow(string what, string cells, string detail)
    {
        _rows.Add($"| {what} | {cells}|");
        _details.Add($"- {what}: {detail}");
    }
}

/// <summary>Some measured values of one thing.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public double Median => At(0.5);

    public void Add(double value) => _values.Add(value);

    /// <summary>The value below which a share of all lies.</summary>
    public double At(double share)
    {
        double[] sorted = [.. _values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>Median and the middle half, as text.</summary>
    public string ToText(string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:0.#} {unit} ({At(0.25):0.#}-{At(0.75):0.#})");
}

using System.Runtime.InteropServices;
using System.Text;

namespace AmlCompute.Bench;

/// <summary>The table of results, and a list of their details. Each result is a ratio of two measurements of one run, or a count.</summary>
internal sealed class Report
{
    private readonly List<string> _rows = [];
    private readonly List<string> _details = [];

    public void AtMost(string name, double value, double goal, string unit, string detail) =>
        Add(name, value, $"<= {Text(goal)}{unit}", value <= goal, unit, detail);

    public void AtLeast(string name, double value, double goal, string unit, string detail) =>
        Add(name, value, $">= {Text(goal)}{unit}", value >= goal, unit, detail);

    /// <summary>Adds the ratio of two times, whose goal is a maximum.</summary>
    public void RatioAtMost(string name, Sample times, Sample reference, double goal, string more = "") => AtMost(
        name, times.Median / reference.Median, goal, "x", $"{times.ToText("ms")} against {reference.ToText("ms")}{more}");

    /// <summary>Adds a measurement without a goal, which explains other results.</summary>
    public void Note(string name, string value, string detail) => AddRow(name, $"{value} | - | ", detail);

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores");
        text.AppendLine();
        text.AppendLine("| What | Measured | Goal | Met |");
        text.AppendLine("|---|---|---|---|");
        _rows.ForEach(row => text.AppendLine(row));
        text.AppendLine().AppendLine("Details:").AppendLine();
        _details.ForEach(detail => text.AppendLine(detail));
        return text.ToString();
    }

    private static string Text(double value)
    {
        string format = value >= 100 ? "0" : value >= 10 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private void Add(string name, double value, string goal, bool met, string unit, string detail) =>
        AddRow(name, $"{Text(value)}{unit} | {goal} | {(met ? "yes" : "**no**")} ", detail);

    private void AddRow(string name, string cells, string detail)
    {
        _rows.Add($"| {name} | {cells}|");
        _details.Add($"- {name}: {detail}");
    }
}

/// <summary>The measured values of one quantity.</summary>
/// <param name="warmUps">The number of values at the start that do not count.</param>
internal sealed class Sample(int warmUps = 0)
{
    private readonly List<double> _values = [];
    private int _measured;

    public double Median => At(0.5);

    public void Add(double value)
    {
        if (_measured++ >= warmUps)
        {
            _values.Add(value);
        }
    }

    /// <summary>Returns a quantile, with linear interpolation.</summary>
    public double At(double share)
    {
        double[] sorted = [.. _values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>Formats the median and the quartiles.</summary>
    public string ToText(string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:0.#} {unit} ({At(0.25):0.#}-{At(0.75):0.#})");
}

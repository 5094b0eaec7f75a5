using System.Collections;
using System.Management.Automation;

namespace AmlCompute.SpecHost;

/// <summary>A Describe, Context or It, as discovery found it.</summary>
public abstract class SpecNode(string name, ScriptBlock? body)
{
    public string Name { get; } = name;

    public ScriptBlock? Body { get; } = body;

    public SpecBlock? Parent { get; internal set; }

    public string[] Tags { get; set; } = [];

    public bool Skip { get; set; }

    public int Line { get; set; }

    /// <summary>Whether the node is one case of a -ForEach; its <see cref="Data"/> may be null all the same.</summary>
    public bool HasData { get; set; }

    public object? Data { get; set; }

    /// <summary>The name with its templates filled in; until then the name itself.</summary>
    public string ExpandedName { get; set; } = name;

    /// <summary>An expandable string literal that yields the name where the case's variables are in scope.</summary>
    public string NameScript => SpecName.ToExpandableString(Name);

    /// <summary>What the blocks of this node are splatted with, for those that declare parameters.</summary>
    public IDictionary Parameters => HasData && Unwrapped is IDictionary values ? values : new Hashtable();

    public string Path => Parent is { Parent: not null } parent ? $"{parent.Path}.{ExpandedName}" : ExpandedName;

    internal string RawPath => Parent is { Parent: not null } parent ? $"{parent.RawPath}.{Name}" : Name;

    internal string? SkipReason =>
        Skip ? "Marked with -Skip." :
        Tags.Contains(FullShellTag, StringComparer.OrdinalIgnoreCase) ? "Tagged FullShell: needs a full pwsh with Pester." :
        Parent?.SkipReason;

    private object? Unwrapped => Data is PSObject wrapper ? wrapper.BaseObject : Data;

    private const string FullShellTag = "FullShell";

    /// <summary>Sets the variables of this case in the current scope of the specs' session state.</summary>
    public void Bind(SessionState sessionState)
    {
        if (!HasData)
        {
            return;
        }

        foreach (DictionaryEntry value in Parameters)
        {
            sessionState.PSVariable.Set(value.Key.ToString()!, value.Value);
        }

        sessionState.PSVariable.Set("_", Data);
    }
}

/// <summary>A Describe or Context; the root block, which has no parent, stands for the file.</summary>
public sealed class SpecBlock(string name, ScriptBlock? body) : SpecNode(name, body)
{
    public ScriptBlock? BeforeAll { get; private set; }

    public ScriptBlock? BeforeEach { get; private set; }

    public ScriptBlock? AfterEach { get; private set; }

    public ScriptBlock? AfterAll { get; private set; }

    public IList<SpecNode> Items { get; } = [];

    public IEnumerable<SpecTest> Tests => Items.SelectMany(item => item is SpecBlock block ? block.Tests : [(SpecTest)item]);

    /// <summary>Whether any test below is to run, and so the set-up of the block too.</summary>
    public bool Runs => Tests.Any(test => test.Runs);

    public void Add(SpecNode item)
    {
        if (item is SpecTest && Parent is null)
        {
            throw new InvalidOperationException("An It must lie in a Describe or Context.");
        }

        item.Parent = this;
        Items.Add(item);
    }

    /// <summary>Keeps a BeforeAll, BeforeEach, AfterEach or AfterAll block.</summary>
    public void SetHook(string hook, ScriptBlock body)
    {
        if (Parent is null && (hook is nameof(BeforeEach) or nameof(AfterEach)))
        {
            throw new InvalidOperationException($"{hook} must lie in a Describe or Context.");
        }

        switch (hook)
        {
            case nameof(BeforeAll): BeforeAll = Once(BeforeAll); break;
            case nameof(BeforeEach): BeforeEach = Once(BeforeEach); break;
            case nameof(AfterEach): AfterEach = Once(AfterEach); break;
            case nameof(AfterAll): AfterAll = Once(AfterAll); break;
            default: throw new ArgumentOutOfRangeException(nameof(hook), hook, null);
        }

        ScriptBlock Once(ScriptBlock? present) =>
            present is null ? body : throw new InvalidOperationException($"The block has a {hook} already.");
    }
}

/// <summary>One case of an It.</summary>
public sealed class SpecTest(string name, ScriptBlock body) : SpecNode(name, body)
{
    private readonly List<ErrorRecord> _errors = [];

    /// <summary>Identifies the test among all; the same in every discovery of the same file.</summary>
    public string Uid { get; internal set; } = "";

    public bool Runs => Selected && SkipReason is null;

    public IReadOnlyList<ErrorRecord> Errors => _errors;

    /// <summary>The BeforeEach blocks that lead to this test, outermost first.</summary>
    public IEnumerable<ScriptBlock> BeforeEach => Ancestors.Reverse().Select(block => block.BeforeEach).OfType<ScriptBlock>();

    /// <summary>The AfterEach blocks of this test, innermost first.</summary>
    public IEnumerable<ScriptBlock> AfterEach => Ancestors.Select(block => block.AfterEach).OfType<ScriptBlock>();

    internal bool Selected { get; set; } = true;

    internal bool Reported { get; set; }

    internal DateTimeOffset? Started { get; set; }

    private IEnumerable<SpecBlock> Ancestors
    {
        get
        {
            for (var block = Parent; block is not null; block = block.Parent)
            {
                yield return block;
            }
        }
    }

    public void Fail(ErrorRecord error) => _errors.Add(error);
}

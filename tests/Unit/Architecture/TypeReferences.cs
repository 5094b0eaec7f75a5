using System.Reflection;
using System.Reflection.Emit;

namespace AmlCompute.Tests.Architecture;

/// <summary>
/// The references between the types of an assembly, read from its metadata and its IL. A nested type, also one that the compiler generated
/// for a lambda or an async method, counts as its outermost type. Constants leave no reference, because the compiler copies their values.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The outermost types of an assembly, each with the outermost types that it references.</summary>
    public static IReadOnlyDictionary<Type, HashSet<Type>> In(Assembly assembly)
    {
        Dictionary<Type, HashSet<Type>> references = [];
        foreach (Type type in assembly.GetTypes())
        {
            Type outermost = Outermost(type);
            if (!references.TryGetValue(outermost, out HashSet<Type>? known))
            {
                references[outermost] = known = [];
            }

            known.UnionWith(
                Of(type).SelectMany(Parts).Where(part => part.Assembly == assembly).Select(Outermost).Where(part => part != outermost));
        }

        return references;
    }

    /// <summary>The groups of types that reference each other, directly or through others of the group.</summary>
    public static IReadOnlyList<IReadOnlyList<Type>> Circles(IReadOnlyDictionary<Type, HashSet<Type>> references)
    {
        // Tarjan's algorithm for strongly connected components.
        List<IReadOnlyList<Type>> circles = [];
        Dictionary<Type, (int Index, int Low)> seen = [];
        Stack<Type> open = new();
        HashSet<Type> isOpen = [];
        foreach (Type type in references.Keys)
        {
            VisitOnce(type);
        }

        return circles;

        void VisitOnce(Type type)
        {
            if (!seen.ContainsKey(type))
            {
                Visit(type);
            }
        }

        void Visit(Type type)
        {
            int index = seen.Count;
            seen[type] = (index, index);
            open.Push(type);
            isOpen.Add(type);
            foreach (Type other in references[type])
            {
                VisitOnce(other);
                if (isOpen.Contains(other))
                {
                    seen[type] = (index, Math.Min(seen[type].Low, seen[other].Low));
                }
            }

            if (seen[type].Low != index)
            {
                return;
            }

            List<Type> circle = [];
            Type member;
            do
            {
                member = open.Pop();
                isOpen.Remove(member);
                circle.Add(member);
            }
            while (member != type);

            if (circle.Count > 1)
            {
                circles.Add([.. circle.OrderBy(item => item.Name, StringComparer.Ordinal)]);
            }
        }
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<Type> Of(Type type)
    {
        IEnumerable<Type?> ofMembers = type.GetMembers(Declared).SelectMany(member => member switch
        {
            FieldInfo field => [field.FieldType],
            PropertyInfo property => [property.PropertyType],
            MethodBase method => OfMethod(method),
            _ => (IEnumerable<Type?>)[],
        });
        IEnumerable<CustomAttributeData> attributes =
            type.GetCustomAttributesData().Concat(type.GetMembers(Declared).SelectMany(member => member.GetCustomAttributesData()));
        return [
            .. new[] { type.BaseType }
                .Concat(type.GetInterfaces()).Concat(ofMembers).Concat(attributes.SelectMany(OfAttribute)).OfType<Type>()];
    }

    private static IEnumerable<Type?> OfAttribute(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.TypedValue))
            .Select(argument => argument.Value as Type)
            .Prepend(attribute.AttributeType);

    private static IEnumerable<Type?> OfMethod(MethodBase method)
    {
        yield return (method as MethodInfo)?.ReturnType;
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            yield return parameter.ParameterType;
        }

        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        foreach (Type local in body.LocalVariables.Select(local => local.LocalType))
        {
            yield return local;
        }

        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            yield return clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType : null;
        }

        foreach (MemberInfo member in Tokens(body.GetILAsByteArray()!).Select(token => Resolve(method, token)))
        {
            yield return member as Type ?? member.DeclaringType;
            foreach (Type argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
            {
                yield return argument;
            }
        }
    }

    private static MemberInfo Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    /// <summary>The tokens of types, fields and methods in the IL of a method.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        int at = 0;
        while (at < il.Length)
        {
            short value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            OpCode code = Codes[value];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(il, at);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                default:
                    at += code.OperandType switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    /// <summary>The types that a type is built of: itself, its elements and its arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? type.GetGenericParameterConstraints().Where(constraint => constraint != type).SelectMany(Parts)
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition())
        : [type];
}

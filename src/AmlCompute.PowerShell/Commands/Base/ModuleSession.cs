using System.Management.Automation;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Commands.Base;

/// <summary>Keeps the session in the scope of the module, so that each runspace has its own and Remove-Module discards it.</summary>
internal static class ModuleSession
{
    /// <summary>Returns the session; creates it in the first command.</summary>
    public static AmlSession FindOrCreate(PSCmdlet command)
    {
        PSVariableIntrinsics variables = command.MyInvocation.MyCommand.Module?.SessionState?.PSVariable ?? command.SessionState.PSVariable;
        if (variables.GetValue(AmlSession.VariableName) is not AmlSession session)
        {
            session = new AmlSession();
            variables.Set(new PSVariable(AmlSession.VariableName, session, ScopedItemOptions.Private));
        }

        return session;
    }
}

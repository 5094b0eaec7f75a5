namespace AmlCompute.Commands;

/// <summary>A command that processes several existing targets at the same time, as many as -ThrottleLimit allows.</summary>
public abstract class TargetActionCommand : TargetCommand
{
    private protected override int Throttling => ThrottleLimit;
}

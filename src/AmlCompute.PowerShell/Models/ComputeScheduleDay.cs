namespace AmlCompute;

/// <summary>Days of the week for a schedule. The single days have the numbers of <see cref="DayOfWeek"/>, which converts to them.</summary>
public enum ComputeScheduleDay
{
    /// <summary>Sunday.</summary>
    Sunday = DayOfWeek.Sunday,

    /// <summary>Monday.</summary>
    Monday = DayOfWeek.Monday,

    /// <summary>Tuesday.</summary>
    Tuesday = DayOfWeek.Tuesday,

    /// <summary>Wednesday.</summary>
    Wednesday = DayOfWeek.Wednesday,

    /// <summary>Thursday.</summary>
    Thursday = DayOfWeek.Thursday,

    /// <summary>Friday.</summary>
    Friday = DayOfWeek.Friday,

    /// <summary>Saturday.</summary>
    Saturday = DayOfWeek.Saturday,

    /// <summary>Monday to Friday.</summary>
    Weekdays,

    /// <summary>Saturday and Sunday.</summary>
    Weekend,
}

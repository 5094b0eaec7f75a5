BeforeAll {
    Import-Module "$PSScriptRoot/Common.psm1" -Force

    function ConvertTo-Text($Schedule) { [Text.Json.Nodes.JsonNode]::Parse($Schedule.ToJson()).ToJsonString() }
}

AfterAll {
    Assert-TestBody
}

Describe 'New-AmlComputeSchedule' -Tag Culture {
    It 'creates <Name>' -ForEach @(
        @{ Name = 'a stop by a cron expression'; Given = @{ Stop = $true; Cron = '0 18 * * 1-5' }; Text = 'Stop 0 18 * * 1-5 (UTC)' }
        @{
            Name = 'a start on days of the week'; Given = @{ Start = $true; Weekly = $true; On = 'Monday', 'Friday'; At = '18:00' }
            Text = 'Start every week on Monday, Friday at 18:00 (UTC)'
        }
        @{
            Name = 'a start on working days'; Given = @{ Start = $true; Weekly = $true; On = 'Weekdays'; At = '8:00' }
            Text = 'Start every week on Monday, Tuesday, Wednesday, Thursday, Friday at 08:00 (UTC)'
        }
        @{
            Name = 'a stop on days named twice'; Given = @{ Stop = $true; Weekly = $true; On = 'weekend', 'Friday', 'Sunday'; At = '8:00' }
            Text = 'Stop every week on Saturday, Sunday, Friday at 08:00 (UTC)'
        }
        @{
            Name = 'a stop on a day of .NET'; Given = @{ Stop = $true; Weekly = $true; On = [DayOfWeek]::Sunday; At = '8:00' }
            Text = 'Stop every week on Sunday at 08:00 (UTC)'
        }
        @{
            Name = 'a stop every day at several times'; Given = @{ Stop = $true; Daily = $true; At = '6:30', '18:30' }
            Text = 'Stop every day at 06:30, 18:30 (UTC)'
        }
        @{
            Name = 'a stop every other month'; Given = @{ Stop = $true; Monthly = $true; OnDay = 1, 15; At = '6pm'; Interval = 2 }
            Text = 'Stop every 2 months on 1, 15 at 18:00 (UTC)'
        }
        @{ Name = 'a stop every day without -Daily'; Given = @{ Stop = $true; At = '18:00' }; Text = 'Stop every day at 18:00 (UTC)' }
        @{
            Name = 'a stop on days of the week without -Weekly'; Given = @{ Stop = $true; On = 'Friday'; At = '18:00' }
            Text = 'Stop every week on Friday at 18:00 (UTC)'
        }
        @{
            Name = 'a stop on a day of the month without -Monthly'; Given = @{ Stop = $true; OnDay = 1; At = '18:00' }
            Text = 'Stop every month on 1 at 18:00 (UTC)'
        }
        @{
            Name = 'one that does not work yet'; Given = @{ Stop = $true; Daily = $true; At = '18:00'; Disabled = $true }
            Text = 'Stop every day at 18:00 (UTC), Disabled'
        }
    ) {
        "$(New-AmlComputeSchedule @Given)" | Should -BeExactly $Text
    }

    It 'writes what the service takes' {
        $schedule = New-AmlComputeSchedule -Start -Weekly -On Monday -At 8:15 -TimeZone Europe/Berlin -StartTime '2026-03-01T00:00:00'
        ConvertTo-Text $schedule | Should -BeExactly ('{"action":"Start","status":"Enabled","triggerType":"Recurrence",' +
            '"recurrence":{"frequency":"Week","interval":1,"schedule":{"hours":[8],"minutes":[15],"weekDays":["Monday"]},' +
            '"startTime":"2026-03-01T00:00:00","timeZone":"W. Europe Standard Time"}}')
    }

    It 'writes single days for a word that stands for several' {
        ConvertTo-Text (New-AmlComputeSchedule -Stop -Weekly -On Weekend -At 18:00) |
            Should -BeExactly ('{"action":"Stop","status":"Enabled","triggerType":"Recurrence",' +
                '"recurrence":{"frequency":"Week","interval":1,"schedule":{"hours":[18],"minutes":[0],"weekDays":["Saturday","Sunday"]}}}')
    }

    It 'reads <Name> as days' -ForEach @(
        @{ Name = 'one text with several words'; On = 'Tuesday,Friday'; Days = 'Tuesday', 'Friday' }
        @{ Name = 'a text with blanks'; On = ' saturday , sunday '; Days = 'Saturday', 'Sunday' }
        @{
            Name = 'several texts with several words'; On = @('Monday,Wednesday', 'weekend')
            Days = 'Monday', 'Wednesday', 'Saturday', 'Sunday'
        }
        @{ Name = 'beginnings of words'; On = 'tu,fri'; Days = 'Tuesday', 'Friday' }
        @{ Name = 'days of .NET'; On = @([DayOfWeek]::Sunday, [DayOfWeek]::Saturday); Days = 'Sunday', 'Saturday' }
    ) {
        (New-AmlComputeSchedule -Stop -Weekly -On $On -At 18:00).Recurrence.WeekDays | Should -Be $Days
    }

    It 'reads values of its own type' {
        $days = [AmlCompute.ComputeScheduleDay]::Friday, [AmlCompute.ComputeScheduleDay]::Weekend
        (New-AmlComputeSchedule -Stop -Weekly -On $days -At 18:00).Recurrence.WeekDays | Should -Be 'Friday', 'Saturday', 'Sunday'
    }

    It 'takes a bare word and a list of bare words' {
        (New-AmlComputeSchedule -Stop -Weekly -On Friday -At 18:00).Recurrence.WeekDays | Should -Be 'Friday'
        (New-AmlComputeSchedule -Stop -Weekly -On Tuesday, Friday -At 18:00).Recurrence.WeekDays | Should -Be 'Tuesday', 'Friday'
    }

    It 'takes no day that there is not: <Day>' -ForEach @(
        @{ Day = 'Workdays' }, @{ Day = 'Week' }, @{ Day = 'S' }, @{ Day = 0 }, @{ Day = 7 }, @{ Day = 8 }, @{ Day = 9 }, @{ Day = '7' },
        @{ Day = 'Friday,7' }, @{ Day = 'Friday,' }
    ) {
        $word = ("$Day" -split ',')[-1]
        { New-AmlComputeSchedule -Stop -Weekly -On $Day -At 18:00 } |
            Should -Throw ("*'On'*'$word' is not a valid day of the week*: Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, " +
                'Saturday, Weekdays, Weekend.*')
        { New-AmlComputeSchedule -Stop -Weekly -On Monday, $Day -At 18:00 } | Should -Throw "*'$word' is not a valid day of the week*"
    }

    It 'takes not no day at all' {
        { New-AmlComputeSchedule -Stop -Weekly -On @() -At 18:00 } | Should -Throw "*'On'*"
        { New-AmlComputeSchedule -Stop -Weekly -On $null -At 18:00 } | Should -Throw "*'On'*"
        { New-AmlComputeSchedule -Stop -Weekly -On '' -At 18:00 } | Should -Throw "*'On'*"
    }

    It 'knows <Zone> as <Windows>' -ForEach @(
        @{ Zone = 'America/Los_Angeles'; Windows = 'Pacific Standard Time' }
        @{ Zone = 'pacific standard time'; Windows = 'Pacific Standard Time' }
        @{ Zone = 'Etc/UTC'; Windows = 'UTC' }
        @{ Zone = 'Asia/Kolkata'; Windows = 'India Standard Time' }
    ) {
        (New-AmlComputeSchedule -Stop -Cron '0 18 * * *' -TimeZone $Zone).Cron.TimeZone | Should -BeExactly $Windows
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'both actions'; Given = @{ Start = $true; Stop = $true; Cron = '0 18 * * *' }; Words = '*-Start or -Stop*' }
        @{ Name = 'no action'; Given = @{ Cron = '0 18 * * *' }; Words = '*-Start or -Stop*' }
        @{ Name = 'four fields'; Given = @{ Stop = $true; Cron = '0 18 * *' }; Words = '-Cron*five fields*' }
        @{ Name = 'six fields'; Given = @{ Stop = $true; Cron = '0 0 18 * * *' }; Words = '-Cron*five fields*' }
        @{ Name = 'a minute that is none'; Given = @{ Stop = $true; Cron = '60 18 * * *' }; Words = '-Cron*' }
        @{ Name = 'a day that never comes'; Given = @{ Stop = $true; Cron = '0 0 30 2 *' }; Words = '*never occurs*' }
        @{ Name = 'a time that is none'; Given = @{ Stop = $true; Daily = $true; At = '25:00' }; Words = "-At: '25:00'*" }
        @{ Name = 'seconds'; Given = @{ Stop = $true; Daily = $true; At = '18:00:30' }; Words = '*has seconds*' }
        @{
            Name = 'times that the service would multiply'; Given = @{ Stop = $true; Daily = $true; At = '8:00', '9:30' }
            Words = '*every hour with every minute*'
        }
        @{
            Name = 'an unknown time zone'; Given = @{ Stop = $true; Cron = '0 18 * * *'; TimeZone = 'Europe/Berlim' }
            Words = '*Europe/Berlin*'
        }
    ) {
        $result = Invoke-Captured { New-AmlComputeSchedule @Given }
        $result.Errors | Should -HaveCount 1
        $result.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($result.Errors[0])" | Should -BeLike $Words
        $result.Output.Count | Should -Be 0
    }

    It 'creates a schedule for working days that a sandbox keeps' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule (New-AmlComputeSchedule -Stop -Weekly -On Weekdays -At 18:00)
        (Get-AmlComputeTarget desk).Schedules[0].Recurrence.WeekDays | Should -Be @('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday')
    }

    It 'goes into New- and Set-AmlComputeTarget, and works' {
        $workspace = Connect-TestSandbox @{ Clock = 'Manual' }
        $stop = New-AmlComputeSchedule -Stop -Daily -At 18:00 -TimeZone Asia/Tokyo
        $null = New-AmlComputeTarget desk Standard_DS2_v2 -Instance -Schedule $stop
        $workspace.Sandbox.Advance([timespan]::FromMinutes(10))
        (Get-AmlComputeTarget desk).Schedules[0].Recurrence.TimeZone | Should -BeExactly 'Tokyo Standard Time'
        $workspace.Sandbox.Advance([timespan]::FromHours(25))
        (Get-AmlComputeTarget desk).State | Should -BeExactly 'Stopped'
        (Get-AmlComputeTarget desk).LastOperation.OperationTrigger | Should -BeExactly 'Schedule'
    }

    It 'needs no workspace and sends nothing' -Tag Process {
        $run = Invoke-FreshShell -Command "`"`$(New-AmlComputeSchedule -Stop -Cron '0 18 * * *')`""
        $run.Output | Should -BeLike '*Stop 0 18*'
    }
}

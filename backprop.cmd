@echo off
rem Builds Backprop, which takes seconds when nothing changed, then runs it. Help: backprop --help
rem The twin for Linux and macOS is the file named backprop.
setlocal
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
pushd "%~dp0"
dotnet --version >nul 2>nul
if errorlevel 1 (
    echo Backprop needs the .NET 10 SDK: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run backprop again. 1>&2
    popd
    exit /b 1
)
if not exist artifacts\bin\Backprop.Cli\release\Backprop.Cli.dll echo Building Backprop; the first time takes about half a minute ... 1>&2
dotnet msbuild src\Backprop.Cli\Backprop.Cli.csproj -restore -m -p:Configuration=Release -p:RunAnalyzers=false -nologo -v:quiet "-clp:ErrorsOnly;NoSummary" 1>&2
if errorlevel 1 (
    popd
    exit /b 1
)
popd
dotnet "%~dp0artifacts\bin\Backprop.Cli\release\Backprop.Cli.dll" %*
exit /b %errorlevel%

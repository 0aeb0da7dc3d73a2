@echo off
rem Builds everything and runs every test; the last line reads "N passed, N failed". Help: test --help
rem The twin for Linux and macOS is the file named test; what they share is in tests\TestRunner.
setlocal
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
cd /d "%~dp0"
dotnet --version >nul 2>nul
if errorlevel 1 (
    echo Backprop's tests need the .NET 10 SDK: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run test again. 1>&2
    exit /b 1
)
echo Building Backprop and its tests; the first time takes about a minute ... 1>&2
rem Analyzers take longer than all the rest of a build: they run for those who ask for everything, and in dotnet build.
set analyzers=false
for %%a in (%*) do if "%%~a"=="--all" set analyzers=true
dotnet msbuild Backprop.slnx -restore -m -p:Configuration=Release -p:RunAnalyzers=%analyzers% -nologo -v:quiet "-clp:ErrorsOnly;NoSummary" 1>&2
if errorlevel 1 exit /b 1
dotnet artifacts\bin\TestRunner\release\TestRunner.dll %*
exit /b %errorlevel%

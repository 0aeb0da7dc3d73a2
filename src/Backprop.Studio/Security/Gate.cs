using System.Net;
using Microsoft.AspNetCore.Http.Extensions;

namespace Backprop.Studio.Security;

/// <summary>
/// Lets through what comes from this machine's browser for this page, and nothing else: the Host must be ours (a page elsewhere may point its name at this machine), the token must be known,
/// and what changes something must be a POST of JSON with a header that no form of another site can send.
/// </summary>
internal sealed class Gate(RequestDelegate next, Token token)
{
    public const string Header = "X-Backprop";

    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        int port = context.Connection.LocalPort;
        string cookie = $"backprop-{port}";
        Headers(context.Response);
        if (request.Headers.Host.Count != 1 || !IsOurs(request.Headers.Host.ToString(), port))
        {
            await Refuse(context, HttpStatusCode.MisdirectedRequest, "This page is served to this machine alone, under the address that was printed when it was started.").ConfigureAwait(false);
            return;
        }

        bool isGet = HttpMethods.IsGet(request.Method), isPost = HttpMethods.IsPost(request.Method);
        if (!isGet && !isPost)
        {
            context.Response.Headers.Allow = "GET, POST";
            await Refuse(context, HttpStatusCode.MethodNotAllowed, $"{request.Method} is not used here.").ConfigureAwait(false);
            return;
        }

        if (isGet && token.Is(request.Query["token"]))
        {
            context.Response.Cookies.Append(cookie, token.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            context.Response.Redirect(request.Path + new QueryBuilder(request.Query.Where(one => one.Key != "token").Select(one => KeyValuePair.Create(one.Key, one.Value.ToString()))).ToString());
            return;
        }

        if (!token.Is(request.Cookies[cookie]))
        {
            await Refuse(context, HttpStatusCode.Forbidden, "Open the link that was printed when backprop studio was started: it has the word that lets you in.").ConfigureAwait(false);
            return;
        }

        if (isPost && Wrong(request, port) is var (status, why))
        {
            await Refuse(context, status, why).ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>Answers with a sentence as a problem (RFC 9457).</summary>
    public static async Task Refuse(HttpContext context, HttpStatusCode status, string sentence)
    {
        context.Response.StatusCode = (int)status;
        // A person in a browser gets the sentence; a program the document.
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) await context.Response.WriteAsync(sentence + "\n", context.RequestAborted).ConfigureAwait(false);
        else await Results.Problem(sentence, statusCode: (int)status).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static (HttpStatusCode, string)? Wrong(HttpRequest request, int port)
    {
        if (request.Headers.Origin.Count > 0 && (request.Headers.Origin.Count > 1 || !IsOurs(After(request.Headers.Origin.ToString(), "http://"), port))) return (HttpStatusCode.Forbidden, "Another site may not change anything here.");
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin")) return (HttpStatusCode.Forbidden, "Another site may not change anything here.");
        if (request.ContentType?.Split(';')[0].Trim() != "application/json") return (HttpStatusCode.UnsupportedMediaType, "What is sent here is JSON (application/json).");
        return request.Headers[Header].ToString() == "1" ? null : (HttpStatusCode.Forbidden, $"The header {Header}: 1 is missing.");
    }

    private static string After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : "";

    private static bool IsOurs(string host, int port) => host == $"127.0.0.1:{port}" || host == $"localhost:{port}";

    private static void Headers(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}

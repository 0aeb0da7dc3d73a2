using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Options that Keras writes as text: <c>DataFormat.ChannelsLast</c> is "channels_last".</summary>
internal static class ConfigOptions
{
    extension(Config config)
    {
        public Config SetOption<T>(string key, T value) where T : struct, Enum => config.Set(key, KerasNames.SnakeCase(value.ToString()));

        /// <exception cref="ConfigException">The text is none of the options.</exception>
        public T Option<T>(string key, T fallback) where T : struct, Enum
        {
            if (config.OptionalText(key) is not { } text) return fallback;
            foreach (T value in Enum.GetValues<T>())
            {
                if (string.Equals(KerasNames.SnakeCase(value.ToString()), text, StringComparison.OrdinalIgnoreCase)) return value;
            }

            throw config.Wrong(key, string.Join(" or ", Enum.GetValues<T>().Select(value => $"\"{KerasNames.SnakeCase(value.ToString())}\"")));
        }
    }
}

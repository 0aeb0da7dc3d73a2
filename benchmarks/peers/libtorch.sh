#!/usr/bin/env bash
# libtorch for ./bench: "install" fetches it, "serve THREADS" answers requests (see libtorch/Program.cs).
# TorchSharp's native library needs a newer C++ runtime than Debian 12 has, so it runs in a Debian 13 folder,
# made once (debootstrap, about half a minute; needs root).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${PEERS_ROOT:-/var/tmp/peers-debian13}
dotnet_home=$(dirname "$(readlink -f "$(command -v dotnet)")")
if [ "$1" != install ] && [ ! -e "$root/app/Libtorch.dll" ]; then
  echo "libtorch is not installed" >&2
  exit 1
fi
if [ ! -e "$root/.ready" ]; then
  command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap >/dev/null; }
  rm -rf "$root"
  debootstrap --variant=minbase --include=libicu76,libgomp1,libstdc++6 trixie "$root" >&2
  cp -a "$dotnet_home" "$root/dotnet"
  touch "$root/.ready"
fi
if [ ! -e "$root/app/Libtorch.dll" ] || [ "$here/libtorch/Program.cs" -nt "$root/app/Libtorch.dll" ]; then
  build=$(mktemp -d)
  cp "$here/libtorch/Program.cs" "$build/"
  cp "$here/libtorch/Libtorch.csproj.txt" "$build/Libtorch.csproj"
  dotnet publish "$build" -c Release -o "$root/app" >&2
  rm -rf "$build"
fi
[ "$1" != install ] || exit 0
# .NET needs /proc; mount it in a namespace of this run's own.
exec unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env DOTNET_ROOT=/dotnet DOTNET_gcConcurrent=0 HOME=/tmp /dotnet/dotnet /app/Libtorch.dll "$@"' "$root" "$@"

// A sheet's colours: those that the reader chose on the site's pages, or those of the system.
{
  const { pathname } = new URL("../..", document.currentScript.src);
  let chosen;
  try {
    chosen = JSON.parse(localStorage.getItem(`${pathname}.__palette`))?.color;
  } catch {
    // A browser may refuse to tell what it keeps.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
  const follows = !chosen || chosen.media === "(prefers-color-scheme)";
  document.body.dataset.mdColorScheme = follows ? system : chosen.scheme;
}

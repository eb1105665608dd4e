// The page of an old address leads to the new one. A refresh would lose the place on the page that a link names.
location.replace(document.currentScript.dataset.to + location.search + location.hash);

// What the theme's search lacks. It hears keys alone, so that a message pasted
// with the mouse finds nothing; it takes the signs of a pasted message for its
// own operators, and each small word of a question for the beginning of a name.
// Where it finds nothing it says so, and no more: here it is asked again for
// words that are nearly the same, and then for such as begin alike. early.js loads
// it when the search is first touched.

const OPERATORS = /["'`+*~^:()[\]{}<>=|\\,;]|(?<!\w)-|-(?!\w)/g;
const OWNERS = /\b(?:torch|tf|tensorflow|keras|nn|np|optim|layers|functional|model|self|optimizer)\.(?=[a-z_])/gi;
const NAME = /^\w+_\w+$/;
const SMALL = new Set(
  `a an and are as at be but by can do does for from has have how i if in into is it its me my not of on or should so
  than that the their them then there these they this to was we were what when which who why will with you your`.split(/\s+/),
);

// The words of a pasted message, and of a name its last part: every page says "torch".
function asked(text) {
  const words = text.replace(OPERATORS, " ").replace(OWNERS, "").trim().split(/\s+/);
  const telling = words.filter((word) => !SMALL.has(word.toLowerCase()));
  return telling.length ? telling : words;
}

const search = document.querySelector(".md-search__input");
const results = document.querySelector(".md-search-result");

if (search && results) {
  const none = JSON.parse(document.getElementById("__config").textContent).translations["search.result.none"];
  const [said, list] = [results.querySelector(".md-search-result__meta"), results.querySelector(".md-search-result__list")];
  const note = document.createElement("p");
  note.className = "search-note";
  note.role = "status";
  list.before(note);
  let waiting = [];

  const hand = (words) => {
    const typed = search.value;
    search.value = words.join(" ");
    search.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })); // the theme reads the value at once
    search.value = typed;
  };

  const say = (words, few = false) => {
    note.textContent = words;
    results.classList.toggle("not-here", few);
  };

  const ask = () => {
    const words = asked(search.value);
    const nearly = words.map((word) => (word.length > 4 ? `${word}~1` : word));
    const begun = words.map((word) => word.slice(0, 3));
    const first = NAME.test(words) ? [`+${words}`] : words; // of a name like zero_grad each part is asked for
    const tries = [
      [first, ""],
      [words, ""],
      [nearly, "Nothing here is spelled that way. Closest:"],
      [begun, "Not here. The nearest places:"],
    ];
    // The theme answers no query twice in a row: a short word has no other spelling to try.
    waiting = tries.filter(([words], place) => place && String(words) !== String(tries[place - 1][0]));
    say("");
    hand(first);
  };

  new MutationObserver(() => {
    if (!search.value.trim() || list.childElementCount || said.textContent.trim() !== none) return;
    const [words, told] = waiting.shift() ?? [];
    if (words) {
      say(told, Boolean(told));
      hand(words);
    } else {
      say("Not here. Messages are in the old code clinic, names in the dictionary, terms in the glossary.");
    }
  }).observe(said, { childList: true, characterData: true, subtree: true });

  search.addEventListener("input", ask);
  if (search.value) ask(); // what was pasted before this had come
  addEventListener(
    "keyup",
    (event) => {
      if (event.isTrusted && event.target === search) {
        event.stopImmediatePropagation(); // it would hand over the text as it was typed
      }
    },
    { capture: true },
  );
}

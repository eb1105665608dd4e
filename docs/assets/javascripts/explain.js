// "Read my code": what reads it is loaded where a page has a place for it, and nowhere else.

if (document.querySelector(".code-reader")) {
  import("./reading/page.js");
}

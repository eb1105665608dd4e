// Below each block stands a line that opens. A script adds there what only a browser can make: the block alone as a
// file. Without it a reader has the copy button, and the whole program.

for (const evidence of document.querySelectorAll("details.evidence")) {
  if (evidence.open) offerBlocks(evidence);
  else evidence.addEventListener("toggle", () => offerBlocks(evidence), { once: true });
}

function offerBlocks(evidence) {
  const links = evidence.querySelector(".links");
  const programs = [...links.querySelectorAll("a")].filter((link) => link.textContent.endsWith(" program"));
  const box = evidence.previousElementSibling;
  const blocks = [...(box?.querySelectorAll(".highlight:not(.output) pre > code") ?? [])];
  if (blocks.length !== programs.length) return;
  for (const [place, code] of blocks.entries()) {
    const program = programs[place];
    const button = document.createElement("a");
    button.className = "take";
    button.textContent = `this block in ${program.textContent.replace(" program", "")}`;
    button.download = fileOfBlock(program, box.previousElementSibling?.id ?? "");
    button.href = URL.createObjectURL(new Blob([`${code.textContent.trimEnd()}\n`], { type: "text/x-python" }));
    program.after(button);
  }
}

// lstm_pytorch.py and block-lstm-model give lstm_pytorch_model.py.
function fileOfBlock(program, id) {
  const stem = new URL(program.href).pathname.split("/").pop().replace(/\.py$/, "");
  const section = id.split("-")[2] ?? "block";
  return `${stem}_${section}.py`;
}

// The form for a mistake gets the section that the reader sees.
document.querySelector("a.report")?.addEventListener("click", ({ currentTarget: link }) => {
  const above = [...document.querySelectorAll("article :is(h1, h2, h3)[id]")].filter(
    (heading) => heading.getBoundingClientRect().top < innerHeight / 2 && scrollY > 0,
  );
  const address = new URL(link.href);
  const page = new URL(location.hash || `#${above.at(-1)?.id ?? ""}`, location);
  address.searchParams.set("page", page.href.replace(/#$/, ""));
  link.href = address;
});

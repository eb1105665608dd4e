// Brings a figure to life when it comes near the window: its own script draws what each framework recorded. Until then,
// without scripts, and wherever a file can't be fetched, the still pictures and the tables stand in its place.

const VOICES = ["pytorch", "tensorflow"];

async function recorded(figure, voice) {
  const answer = await fetch(figure.dataset[voice]);
  if (!answer.ok) {
    throw new Error(`${figure.dataset[voice]}: ${answer.status}`);
  }
  return answer.json();
}

async function bringToLife(figure) {
  const stage = document.createElement("div");
  stage.className = "stage";
  try {
    const { draw, invitation } = await import(`./touch/${figure.dataset.touch}.js`);
    if (invitation) {
      await accepted(figure, invitation);
    }
    const data = await Promise.all(VOICES.map((voice) => recorded(figure, voice)));
    draw(stage, Object.fromEntries(VOICES.map((voice, place) => [voice, data[place]])));
  } catch {
    return; // a page that was opened from a disk may fetch nothing
  }
  figure.prepend(stage);
  figure.classList.add("live");
  takeThePlaceOfPictures(figure);
}

// What weighs more waits until it is asked for.
function accepted(figure, invitation) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "invitation";
  button.textContent = invitation;
  figure.prepend(button);
  return new Promise((resolve) => {
    button.addEventListener("click", () => {
      button.remove();
      resolve();
    });
  });
}

// The drawing shows what the still pictures right above it show.
function takeThePlaceOfPictures(figure) {
  let above = figure.previousElementSibling;
  while (above?.classList.contains("picture")) {
    above.hidden = true;
    above = above.previousElementSibling;
  }
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        near.unobserve(target);
        bringToLife(target);
      }
    }
  },
  { rootMargin: "800px" },
);
for (const figure of document.querySelectorAll("figure.touch[data-touch]")) {
  near.observe(figure);
}

// Keeps the parts marked data-live as they would be after a reload. Everything works without it.
const TICK_MS = 5_000;
const pulse = document.getElementById("pulse");
let paused = false;
let busy = false;
let again = false;

const say = (text) => {
  if (pulse.firstChild?.nodeValue !== text) pulse.firstChild.nodeValue = text;
};

/** Replaces what differs, and leaves the reader where they were. */
function swap(part, fresh) {
  if (part.innerHTML === fresh.innerHTML) return;
  const held = part.contains(document.activeElement) ? document.activeElement : undefined;
  part.replaceChildren(...document.importNode(fresh, true).childNodes);
  if (!held) return;
  const href = held.getAttribute("href");
  const same = [...part.querySelectorAll("a")].find((link) =>
    held.id === "" ? link.getAttribute("href") === href : link.id === held.id,
  );
  if (same) same.focus({ preventScroll: true });
}

async function refresh() {
  if (paused || document.hidden) return;
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { redirect: "error", cache: "no-store" });
    // An instance that has left: the page says so when it is loaded anew, which the reader decides.
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Text that is being marked would lose its mark.
    if (paused || String(getSelection()) !== "") return;
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) swap(part, fresh);
    }
  } catch {
    // The registry is away; the stream says so.
  } finally {
    busy = false;
    if (again) {
      again = false;
      setTimeout(refresh, 200);
    }
  }
}

const { on, off, paused: pausedText, pause, resume } = pulse.dataset;
pulse.append(document.createTextNode(off));
pulse.hidden = false;
const button = document.createElement("button");
button.type = "button";
button.textContent = pause;
button.addEventListener("click", () => {
  paused = !paused;
  button.textContent = paused ? resume : pause;
  say(paused ? pausedText : on);
  pulse.classList.toggle("beating", !paused);
  refresh();
});
document.getElementById("refresh").replaceWith(button);

const stream = new EventSource("/live");
stream.addEventListener("open", () => {
  if (!paused) say(on);
  pulse.classList.toggle("beating", !paused);
  refresh();
});
stream.addEventListener("error", () => {
  if (!paused) say(off);
  pulse.classList.remove("beating");
});
stream.addEventListener("message", refresh);
setInterval(refresh, TICK_MS);
document.addEventListener("visibilitychange", refresh);

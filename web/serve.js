// SPDX-License-Identifier: Apache-2.0
// Small comforts of `dixit serve`; every page works without them.
"use strict";
(() => {
  for (const text of document.querySelectorAll("textarea.copy"))
    text.addEventListener("focus", () => text.select()); // ready for Ctrl+C
  const form = document.querySelector("form.read");
  if (form) {
    const text = form.querySelector("textarea"), file = form.querySelector("input[type=file]"), wait = form.querySelector(".wait");
    const over = (event) => {
      event.preventDefault();
      text.classList.add("over");
    };
    text.addEventListener("dragover", over);
    text.addEventListener("dragleave", () => text.classList.remove("over"));
    text.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length)
        return;
      event.preventDefault();
      text.classList.remove("over");
      file.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      wait.textContent = "Reading …";
    });
  }

  // Long work: the server tells how far it is ("412 It is read."), and the page is loaded again when it is done.
  const work = document.querySelector(".work");
  if (work) {
    const bar = work.querySelector("progress"), told = work.querySelector(".told");
    const events = new EventSource(`/work/${work.dataset.work}/events`);
    const again = () => {
      events.close();
      location.reload();
    };
    events.addEventListener("message", (event) => {
      const space = event.data.indexOf(" ");
      bar.value = Number(event.data.slice(0, space));
      if (told.textContent !== event.data.slice(space + 1))
        told.textContent = event.data.slice(space + 1);
    });
    events.addEventListener("done", again);
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED)
        setTimeout(again, 2000);
    });
  }

  // Search while somebody types: the server gives the same HTML as for a page, and the address is always a link to what is shown.
  const search = document.querySelector("form.search");
  const told = document.querySelector("#told"), found = document.querySelector("#found");
  if (search && told && found) {
    const words = search.querySelector("#q");
    let timer, asked, shown = "";
    const ask = async () => {
      const wanted = new URLSearchParams([...new FormData(search)].filter(([, value]) => value.trim() !== "")).toString();
      if (wanted === shown)
        return;
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`/search?${wanted}&part=found`, { signal: asked.signal });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("#found");
        if (!fresh) {
          told.textContent = page.querySelector("main p")?.textContent ?? "";
          return;
        }
        shown = wanted;
        history.replaceState(null, "", `/search?${wanted}`);
        told.textContent = page.querySelector("#told").textContent;
        found.replaceChildren(...fresh.childNodes);
      } catch (error) {
        if (error.name !== "AbortError")
          told.textContent = "Dixit does not answer.";
      }
    };
    const soon = (event) => {
      if (event.isComposing)
        return;
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    };
    search.addEventListener("input", soon);
    search.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      ask();
    });
    // Down from the words into what was found, up and down in it, Escape back to the words.
    document.addEventListener("keydown", (event) => {
      const links = [...found.querySelectorAll(".results a.where")], at = links.indexOf(document.activeElement);
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
      let to;
      if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === words))
        to = links[at + 1];
      else if (event.key === "ArrowUp" && at >= 0)
        to = links[at - 1] ?? words;
      else if ((event.key === "Escape" && at >= 0) || (event.key === "/" && !typing))
        to = words;
      if (!to || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      to.focus();
    });
  }
})();

// SPDX-License-Identifier: Apache-2.0
// Small comforts of `dixit serve`; every page works without them.
"use strict";
(() => {
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
})();

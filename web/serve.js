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
})();

"use strict";
// What the page does beyond links and forms. Without this script everything works but the live views.
(() => {
  document.documentElement.classList.add("js");
  const find = (part, within = document) => within.querySelector(part);
  const all = (part, within = document) => [...within.querySelectorAll(part)];

  // Times in the visitor's own zone.
  function localTimes(within) {
    for (const time of all("time[datetime]", within)) {
      const date = new Date(time.dateTime);
      if (!isNaN(date)) {
        time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
      }
    }
  }

  // Puts the main part of another page into this one.
  function show(text) {
    const other = new DOMParser().parseFromString(text, "text/html");
    const main = find("main", other);
    if (!main) return false;
    find("main").replaceWith(document.adoptNode(main));
    document.title = other.title;
    prepare(main);
    return true;
  }

  // Uploads: dropped or chosen, with progress.
  function prepareUpload(form) {
    const zone = find(".drop", form);
    const input = find("input[type=file]", form);
    const pick = find(".pick", form);
    const sending = find(".sending", form);
    const bar = find("progress", form);
    const status = find("[role=status]", form);
    zone.addEventListener("click", (event) => {
      if (event.target !== input && !event.target.closest("a, button, label, select")) input.click();
    });
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) {
      zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.remove("over"); });
    }
    zone.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; send(); }
    });
    input.addEventListener("change", () => { if (input.files.length) send(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });

    function send() {
      const file = input.files[0];
      if (!file) { input.click(); return; }
      const request = new XMLHttpRequest();
      const address = new URL(form.action).href;
      pick.textContent = file.name;
      sending.hidden = false;
      status.textContent = "Uploading";
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.max = event.total;
        bar.value = event.loaded;
        const done = Math.floor(100 * event.loaded / event.total);
        status.textContent = done < 100 ? `Uploading: ${done} %` : "Uploaded; the file is being read";
      });
      request.addEventListener("load", () => {
        if (request.responseURL && request.responseURL !== address) {
          location.assign(request.responseURL);
        } else if (show(request.responseText)) {
          window.scrollTo(0, 0);
          const main = find("main");
          main.tabIndex = -1;
          main.focus();
        } else {
          failed("The server gave no answer that can be shown. Try again.");
        }
      });
      request.addEventListener("error", () => failed("The upload broke off. Try again."));
      request.open("POST", address);
      request.send(new FormData(form));
    }

    function failed(text) {
      sending.hidden = true;
      input.value = "";
      pick.textContent = text;
    }
  }

  // A page that changes while work goes on is asked for again.
  function poll(part) {
    setTimeout(async () => {
      if (!part.isConnected) return;
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (part.isConnected && answer.ok) { show(await answer.text()); return; }
      } catch { /* the server may be back the next time */ }
      poll(part);
    }, Number(part.dataset.poll));
  }

  // The debugger's live list.
  function prepareLive(list) {
    const button = find("[data-pause]");
    const status = find("[data-live-status]");
    let last = Number(list.dataset.last);
    let isPaused = false;
    let waiting = [];
    button.addEventListener("click", () => {
      isPaused = !isPaused;
      button.setAttribute("aria-pressed", String(isPaused));
      button.textContent = isPaused ? "Go on" : "Pause";
      if (!isPaused) add();
      tell();
    });
    function tell() {
      status.textContent = !isPaused ? "Live" : waiting.length ? `Paused; ${waiting.length} new` : "Paused";
    }
    function add() {
      list.prepend(...waiting);
      waiting = [];
      while (list.children.length > 500) list.lastElementChild.remove();
      const nothing = find("[data-nothing]");
      if (list.children.length && nothing) nothing.remove();
    }
    async function ask() {
      if (!list.isConnected) return;
      try {
        const address = new URL(list.dataset.live, location.href);
        address.searchParams.set("after", last);
        const answer = await fetch(address, { headers: { Accept: "text/html" } });
        if (answer.ok) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const items = all(".entries > li", page).map((item) => document.adoptNode(item));
          if (items.length) {
            last = Math.max(last, ...items.map((item) => Number(item.dataset.number)));
            items.forEach(localTimes);
            waiting = [...items, ...waiting].slice(0, 500);
            if (!isPaused) add();
            tell();
          }
        }
      } catch { /* asked again below */ }
      setTimeout(ask, 1000);
    }
    tell();
    ask();
  }

  // Copying a command.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const text = find("code", button.closest(".shell")).textContent;
    const before = button.textContent;
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; }
    catch { button.textContent = "Select it by hand"; }
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // What a column's choice needs is shown, the rest is not.
  function prepareColumn(select) {
    const row = select.closest("tr");
    const update = () => {
      for (const part of all("[data-for]", row)) part.hidden = !part.dataset.for.split(" ").includes(select.value.split(":")[0]);
    };
    select.addEventListener("change", update);
    update();
  }

  function prepare(within) {
    localTimes(within);
    all("form[data-upload]", within).forEach(prepareUpload);
    all("[data-poll]", within).forEach(poll);
    all("[data-live]", within).forEach(prepareLive);
    all("select[data-meaning]", within).forEach(prepareColumn);
    all("[data-confirm]", within).forEach((form) => form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    }));
  }
  prepare(document);
})();

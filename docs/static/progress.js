// Ticks beside the sections of a lesson, kept in this browser. They count for all languages.
(() => {
  "use strict";
  if (location.protocol === "file:") document.documentElement.classList.add("on-disk");

  const chinese = document.documentElement.lang.startsWith("zh");
  const TEXT = chinese
    ? { done: "这一节读完了：", of: (n, all) => `已完成 ${n} / ${all} 节`, reset: "清除所有的勾" }
    : { done: "Section finished: ", of: (n, all) => `${n} of ${all} sections finished`,
        reset: "Remove all ticks" };
  const KEY = "cnn-course/";
  const lesson = (path) => (path.match(/lessons\/([\w-]+)\//) || [])[1];

  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(KEY + name)) || { done: [], all: 0 }; }
    catch { return { done: [], all: 0 }; }
  };
  const write = (name, state) => {
    try { localStorage.setItem(KEY + name, JSON.stringify(state)); }
    catch { /* a browser that keeps nothing: the ticks last as long as the page */ }
  };

  function addTicks(name) {
    const sections = [...document.querySelectorAll(".bd-article section section > h2")]
      .filter((heading) => /^\d/.test(heading.textContent.trim()));  // "1 - Packages and data"
    const known = read(name);
    const state = { done: known.done.filter((n) => n < sections.length), all: sections.length };
    write(name, state);
    sections.forEach((heading, n) => {
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.className = "done-tick";
      tick.checked = state.done.includes(n);
      tick.setAttribute("aria-label", TEXT.done + heading.firstChild.textContent);
      tick.addEventListener("change", () => {
        state.done = state.done.filter((m) => m !== n).concat(tick.checked ? [n] : []);
        write(name, state);
        showCounts();
      });
      heading.prepend(tick);
    });
  }

  function showCounts() {
    document.querySelectorAll(".bd-sidebar-primary a[href]").forEach((link) => {
      const name = lesson(link.href) || (link.classList.contains("current") &&
        link.getAttribute("href") === "#" && lesson(location.pathname));
      if (!name) return;
      const { done, all } = read(name);
      let count = link.querySelector(".done-count");
      if (!count) {
        count = document.createElement("span");
        count.className = "done-count";
        link.append(count);
      }
      count.textContent = all ? `${done.length}/${all}` : "";
      count.setAttribute("aria-label", all ? TEXT.of(done.length, all) : "");
    });
  }

  function addReset(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "remove-ticks";
    button.textContent = TEXT.reset;
    button.addEventListener("click", () => {
      Object.keys(localStorage).filter((key) => key.startsWith(KEY))
        .forEach((key) => localStorage.removeItem(key));
      showCounts();
    });
    place.append(button);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const name = lesson(location.pathname);
    if (name) addTicks(name);
    document.querySelectorAll(".progress-of-all").forEach(addReset);
    showCounts();
  });
})();

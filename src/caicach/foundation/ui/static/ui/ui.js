// Small manners that pages can live without: menus close, files are named, messages are announced, lists refresh.
(() => {
  "use strict";

  const closeMenus = (except) => {
    document.querySelectorAll("details.drop[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };

  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.drop")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.drop[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // a filter with data-auto sends itself when a choice changes
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select, input[type=date], input[type=checkbox], input[type=radio]")) {
      form.requestSubmit();
    }
  });

  // a file field tells what was dropped on it
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".drop-file input[type=file]")) return;
    const names = event.target.closest(".drop-file").querySelector(".drop-file-names");
    names.textContent = [...event.target.files].map((file) => file.name).join(", ");
  });
  for (const [name, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      const place = event.target.closest && event.target.closest(".drop-file");
      if (place) place.classList.toggle("over", on);
    });
  }

  // the tab of this page is in sight where the tabs are wider than the screen
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) {
    const bar = tab.closest(".tabs");
    bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  }

  // one box ticks all of the same name below it
  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.tickAll;
    if (!name) return;
    document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => {
      if (!box.disabled) box.checked = event.target.checked;
    });
  });

  // what was typed into a form that was refused stands there again, and the field that the refusal names is marked
  const typed = "refused-form";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !form.closest("main") || form.querySelector("input[type=password]")) return;
    const values = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    sessionStorage.setItem(typed, JSON.stringify({ action: form.action, values }));
  });
  const typeAgain = (form, values) => {
    const left = new Map();
    for (const [name, value] of values) left.set(name, [...(left.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
      const found = left.get(field.name) || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = found.includes(field.value);
      else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = found.includes(option.value);
      } else if (found.length) field.value = found.shift();
    }
  };
  const markWrong = (form, refusal) => {
    const wrong = form.elements.namedItem(refusal.dataset.refused);
    for (let place = form.closest("details"); place; place = place.parentElement.closest("details")) place.open = true;
    if (!(wrong instanceof HTMLElement)) return;
    refusal.id = "refusal";
    wrong.classList.add("is-invalid");
    wrong.setAttribute("aria-invalid", "true");
    wrong.setAttribute("aria-describedby", "refusal");
    wrong.focus();
  };
  const before = sessionStorage.getItem(typed);
  sessionStorage.removeItem(typed);
  const refusal = document.querySelector("[data-refused]");
  if (before && refusal) {
    const { action, values } = JSON.parse(before);
    const form = [...document.forms].find((one) => one.method === "post" && one.action === action);
    if (form) {
      typeAgain(form, values);
      markWrong(form, refusal);
    }
  }

  // "Sao chép": copies the text of the element it names
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.value || source.innerText);
    button.classList.add("copied");
    const words = button.querySelector("[data-copied]");
    if (words) words.textContent = words.dataset.copied;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // refusals (409) and form errors (400, 422) are shown, not swallowed
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([400, 409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // a click in a list that could not reach the server says so in its row
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const place = event.detail.elt.closest(".work-act");
      if (!place || place.querySelector(".acted-not")) return;
      const words = document.createElement("span");
      words.className = "acted-not";
      words.setAttribute("role", "alert");
      words.textContent = "Chưa thực hiện được. Hãy tải lại trang.";
      place.append(words);
    });
  }

  // live parts: <section data-live="/address" data-every="4"> is replaced when the server's ETag changes
  const live = (place) => {
    const seconds = Math.min(Number(place.dataset.every) || 4, 5);
    const sign = document.querySelector(place.dataset.sign || "[data-live-sign]");
    let tag = place.dataset.tag || "";
    const say = (works) => {
      if (!sign) return;
      sign.classList.toggle("off", !works);
      const words = sign.querySelector("[data-live-words]");
      if (words) {
        words.textContent = works
          ? "Cập nhật lúc " + new Date().toLocaleTimeString("vi-VN")
          : "Mất kết nối, đang thử lại";
      }
    };
    const refresh = async () => {
      if (!document.hidden) {
        try {
          const answer = await fetch(place.dataset.live, {
            headers: { "HX-Request": "true", ...(tag ? { "If-None-Match": tag } : {}) },
            cache: "no-store",
            credentials: "same-origin",
          });
          if (answer.status === 200 && !answer.redirected) {
            tag = answer.headers.get("ETag") || "";
            const focused = document.activeElement && place.contains(document.activeElement) && document.activeElement.id;
            place.innerHTML = await answer.text();
            if (window.htmx) window.htmx.process(place);
            if (focused) document.getElementById(focused)?.focus();
            place.classList.remove("just-changed");
            void place.offsetWidth;
            place.classList.add("just-changed");
          }
          say(answer.status === 200 || answer.status === 304);
        } catch {
          say(false);
        }
      }
      setTimeout(refresh, seconds * 1000);
    };
    setTimeout(refresh, seconds * 1000);
  };
  document.querySelectorAll("[data-live]").forEach(live);
})();

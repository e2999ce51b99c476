// Edits a grid in place: keys move between cells, a block from a spreadsheet fills them, each change is sent at once,
// and what could not be sent stays in the browser until it can. Without this script the grid is a plain form.
(() => {
  "use strict";

  const WAIT = 400; // milliseconds after leaving a cell: a paste or a run of Enter is one request

  class Grid {
    constructor(form) {
      this.form = form;
      this.key = `grid:${form.dataset.user || ""}:${form.dataset.grid}`;
      this.cells = new Map(); // name → element
      this.rows = [...form.querySelectorAll("tr[data-row]")];
      for (const cell of form.querySelectorAll("[name^='cell.']")) {
        this.cells.set(cell.name.slice(5), cell);
        cell.saved = cell.value;
      }
      this.waiting = new Set();
      this.sending = false;
      this.state = form.querySelector("[data-grid-state]");
      form.querySelector("[data-grid-submit]")?.setAttribute("hidden", "");
      form.addEventListener("submit", (event) => { event.preventDefault(); this.flush(); });
      form.addEventListener("keydown", (event) => this.pressed(event));
      form.addEventListener("input", (event) => this.typed(event.target));
      form.addEventListener("change", (event) => this.left(event.target));
      form.addEventListener("paste", (event) => this.pasted(event));
      form.addEventListener("focusin", (event) => { if (event.target.matches("input[name^='cell.']")) event.target.select(); });
      window.addEventListener("online", () => this.flush());
      window.addEventListener("beforeunload", (event) => { if (this.waiting.size && this.sending) event.preventDefault(); });
      this.restore();
    }

    // where things are
    place(cell) { return cell.name.slice(5); }
    column(cell) { return [...cell.closest("tr").children].indexOf(cell.closest("td")); }
    at(row, column) { return this.rows[row]?.children[column]?.querySelector("[name^='cell.']") || null; }

    move(cell, down, right) {
      let row = this.rows.indexOf(cell.closest("tr"));
      let column = this.column(cell);
      for (let steps = 0; steps < 500; steps += 1) {
        row += down;
        column += right;
        if (row < 0 || row >= this.rows.length || column < 0 || column >= this.rows[row].children.length) return false;
        const next = this.at(row, column);
        if (next) { next.focus(); return true; }
      }
      return false;
    }

    pressed(event) {
      const cell = event.target;
      if (!cell.name?.startsWith("cell.") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
      const first = cell.selectionStart === 0 && (whole || cell.selectionEnd === 0);
      const last = cell.selectionEnd === cell.value.length && (whole || cell.selectionStart === cell.value.length);
      const choice = cell.tagName === "SELECT";
      let moved = false;
      if (event.key === "Enter" && !event.shiftKey) { this.move(cell, 1, 0); moved = true; }
      else if (event.key === "Escape") { cell.value = cell.saved; this.forget(cell); this.mark(cell, ""); moved = true; }
      else if (event.shiftKey || choice) return;
      else if (event.key === "ArrowDown" && (cell.tagName === "INPUT" || last)) moved = this.move(cell, 1, 0);
      else if (event.key === "ArrowUp" && (cell.tagName === "INPUT" || first)) moved = this.move(cell, -1, 0);
      else if (event.key === "ArrowRight" && last) moved = this.move(cell, 0, 1);
      else if (event.key === "ArrowLeft" && first) moved = this.move(cell, 0, -1);
      if (moved) event.preventDefault();
    }

    // a block from a spreadsheet: lines and tabs; a cell with line breaks or tabs comes in quotes
    static block(text) {
      const rows = [[""]];
      let quoted = false;
      const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
      for (let i = 0; i < clean.length; i += 1) {
        const sign = clean[i];
        const line = rows[rows.length - 1];
        if (quoted) {
          if (sign === '"' && clean[i + 1] === '"') { line[line.length - 1] += '"'; i += 1; }
          else if (sign === '"') quoted = false;
          else line[line.length - 1] += sign;
        } else if (sign === '"' && line[line.length - 1] === "") quoted = true;
        else if (sign === "\t") line.push("");
        else if (sign === "\n") rows.push([""]);
        else line[line.length - 1] += sign;
      }
      return rows;
    }

    pasted(event) {
      const start = event.target;
      if (!start.name?.startsWith("cell.")) return;
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text.trimEnd())) return;
      event.preventDefault();
      const top = this.rows.indexOf(start.closest("tr"));
      const left = this.column(start);
      let filled = 0;
      let lost = 0;
      Grid.block(text).forEach((line, down) => line.forEach((value, right) => {
        const cell = this.at(top + down, left + right);
        if (cell && this.put(cell, value.trim())) filled += 1;
        else if (value.trim()) lost += 1;
      }));
      this.say(lost ? `Đã dán ${filled} ô; ${lost} ô nằm ngoài bảng hoặc không sửa được nên bỏ qua.` : `Đã dán ${filled} ô.`);
      this.soon();
    }

    put(cell, value) {
      if (cell.tagName === "SELECT") {
        const wanted = value.toLocaleLowerCase("vi");
        const option = [...cell.options].find((o) => o.value === value || o.text.toLocaleLowerCase("vi") === wanted);
        if (!option) return false;
        cell.value = option.value;
      } else cell.value = value;
      this.typed(cell);
      return true;
    }

    // what was typed and not yet sent
    typed(cell) {
      if (!cell.name?.startsWith("cell.")) return;
      if (cell.value === cell.saved) { this.forget(cell); this.mark(cell, ""); return; }
      this.waiting.add(this.place(cell));
      this.mark(cell, "waiting");
      this.keep();
    }

    left(cell) { this.typed(cell); this.soon(); }

    forget(cell) { this.waiting.delete(this.place(cell)); this.keep(); }

    keep() {
      const drafts = {};
      for (const place of this.waiting) drafts[place] = this.cells.get(place).value;
      try {
        if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify(drafts));
        else localStorage.removeItem(this.key);
      } catch { /* a browser without storage only loses the draft */ }
    }

    restore() {
      let drafts = {};
      try { drafts = JSON.parse(localStorage.getItem(this.key) || "{}"); } catch { drafts = {}; }
      let back = 0;
      for (const [place, value] of Object.entries(drafts)) {
        const cell = this.cells.get(place);
        if (cell && cell.value !== value) { cell.value = value; this.typed(cell); back += 1; }
      }
      this.keep();
      if (back) { this.say(`Khôi phục ${back} ô chưa kịp lưu lần trước.`); this.soon(); }
    }

    soon() { clearTimeout(this.timer); this.timer = setTimeout(() => this.flush(), WAIT); }

    async flush() {
      if (this.sending || !this.waiting.size) return;
      this.sending = true;
      const sent = new Map([...this.waiting].map((place) => [place, this.cells.get(place).value]));
      const body = new URLSearchParams();
      body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      for (const [place, value] of sent) {
        body.set(`cell.${place}`, value);
        const row = place.slice(0, place.lastIndexOf("."));
        body.set(`revision.${row}`, this.form.elements[`revision.${row}`]?.value || "0");
      }
      this.say("Đang lưu…");
      let again = false;
      try {
        const answer = await fetch(this.form.action, {
          method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
        });
        if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
          this.say(answer.redirected
            ? "Chưa lưu được: phiên làm việc có thể đã hết hạn. Các ô vừa sửa được giữ lại, hãy tải lại trang."
            : `Chưa lưu được (mã ${answer.status}). Các ô vừa sửa được giữ lại trong trình duyệt.`, true);
        } else {
          this.answered(await answer.json(), sent);
          again = this.waiting.size > 0 && [...this.waiting].some((place) => this.cells.get(place).value !== sent.get(place));
        }
      } catch {
        this.say("Mất kết nối. Các ô vừa sửa được giữ lại và sẽ tự lưu khi có mạng.", true);
        this.timer = setTimeout(() => this.flush(), 5000);
      }
      this.sending = false;
      if (again) this.soon();
    }

    answered(answer, sent) {
      for (const [row, revision] of Object.entries(answer.revisions)) {
        const field = this.form.elements[`revision.${row}`];
        if (field) field.value = revision;
      }
      let wrong = 0;
      for (const place of new Set([...sent.keys(), ...Object.keys(answer.cells)])) {
        const result = answer.cells[place] || { shown: sent.get(place) };
        const cell = this.cells.get(place);
        if (!cell) {
          const words = this.form.querySelector(`[data-cell="${CSS.escape(place)}"]`);
          if (words) words.textContent = result.shown;
        } else if (result.error) {
          wrong += 1;
          this.waiting.delete(place);
          this.mark(cell, "wrong", result.error);
        } else {
          const untouched = cell.value === sent.get(place) || !sent.has(place);
          cell.saved = result.shown;
          if (untouched) {
            cell.value = result.shown;
            this.waiting.delete(place);
            this.mark(cell, sent.has(place) ? "done" : "");
          }
        }
      }
      this.keep();
      if (wrong && sent.size > 1) {  // of a pasted block: the first cell that was not taken comes into sight
        this.form.querySelector(".grid-wrong")?.scrollIntoView({ block: "nearest", inline: "center" });
      }
      this.say(wrong ? `${wrong} ô chưa lưu được: xem lời báo tại ô. Các ô khác đã lưu ${answer.saved_at}.` : `Đã lưu ${answer.saved_at}`, wrong > 0);
    }

    mark(cell, state, words = "") {
      const place = cell.closest("td");
      place.classList.toggle("grid-waiting", state === "waiting");
      place.classList.toggle("grid-wrong", state === "wrong");
      place.classList.toggle("grid-done", state === "done");
      let note = place.querySelector(".grid-error");
      if (state === "wrong") {
        if (!note) {
          note = document.createElement("span");
          note.className = "grid-error";
          note.id = `loi-${cell.name}`;
          place.append(note);
        }
        note.textContent = words;
        cell.setAttribute("aria-invalid", "true");
        cell.setAttribute("aria-describedby", note.id);
      } else {
        note?.remove();
        cell.removeAttribute("aria-invalid");
        cell.removeAttribute("aria-describedby");
      }
    }

    say(words, alarm = false) {
      if (!this.state) return;
      this.state.textContent = words;
      this.state.closest(".grid-state").classList.toggle("ink-red", alarm);
    }
  }

  const start = (root) => root.querySelectorAll("form[data-grid]").forEach((form) => {
    if (!form.gridStarted) { form.gridStarted = true; new Grid(form); }
  });
  start(document);
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();

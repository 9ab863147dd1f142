// Sends the forms of the comments panel without leaving the editor and what is typed there.

export function comments(panel) {
  panel.addEventListener("submit", async (event) => {
    const form = event.target;
    const shown = form.closest("[data-comments]");
    if (!shown) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-comments]");
      shown.replaceWith(fresh);
      count(Number(fresh.dataset.open));
      fresh.querySelector("textarea").focus();
    } catch (error) {
      // The plain way: the server says what is wrong.
      form.submit();
    }
  });
}

function count(n) {
  const counter = document.querySelector(
    "[data-side-panel-toggle='item-comments'] [data-side-panel-toggle-counter]",
  );
  if (!counter) return;
  counter.textContent = String(n);
  counter.hidden = n === 0;
}

const panel = document.querySelector("[data-side-panel='item-comments']");
if (panel) comments(panel);

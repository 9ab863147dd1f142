// The import wizard: a question's preview is fetched when it is opened.

export function previews(root) {
  for (const details of root.querySelectorAll("details[data-preview]")) {
    details.addEventListener("toggle", () => open(details));
  }
}

function open(details) {
  if (!details.open || details.querySelector("iframe")) return;
  const frame = document.createElement("iframe");
  frame.title = details.querySelector("summary").textContent;
  frame.addEventListener("load", () => {
    // As tall as the question, so that nothing scrolls in something that scrolls.
    frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 8}px`;
  });
  frame.src = details.dataset.preview;
  details.append(frame);
}

// Each change is kept at once; the button is for those without script.
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
previews(document);

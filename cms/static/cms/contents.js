// Contents stand open where there is room beside the text; on a phone they are a line to unfold.
const wide = window.matchMedia("(min-width: 821px)");

export function openWhereWide(details) {
  const follow = () => {
    details.open = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();
}

document.querySelectorAll("[data-open-wide]").forEach(openWhereWide);

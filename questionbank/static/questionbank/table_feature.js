// Tables in the rich text of items: a block in the editor, and a dialog to write it in.
// A plain script: Wagtail loads it beside its own editor, whose React it uses.

(() => {
  const TYPE = "ITEM-TABLE";
  const { createElement: h, Component } = window.React;
  const { AtomicBlockUtils } = window.DraftJS;
  const KEPT = new Set(["B", "STRONG", "I", "EM", "SUB", "SUP", "BR"]);

  const escaped = (text) => {
    const holder = document.createElement("i");
    holder.textContent = text;
    return holder.innerHTML;
  };

  // The few marks that a cell may hold; the server cleans again.
  const cellHtml = (node) =>
    [...node.childNodes]
      .map((child) => {
        if (child.nodeType === Node.TEXT_NODE) return escaped(child.data);
        if (child.nodeType !== Node.ELEMENT_NODE) return "";
        if (child.tagName === "BR") return "<br>";
        const inner = cellHtml(child);
        const name = child.tagName.toLowerCase();
        if (KEPT.has(child.tagName)) return `<${name}>${inner}</${name}>`;
        return child.tagName === "DIV" || child.tagName === "P" ? `<br>${inner}` : inner;
      })
      .join("")
      .replace(/^(<br>)+|(<br>)+$/g, "");

  const tableHtml = (table) =>
    `<table>${[...table.rows]
      .map(
        (row) =>
          `<tr>${[...row.cells]
            .map((cell) => {
              const name = cell.tagName.toLowerCase();
              const spans = ["colspan", "rowspan"]
                .filter((span) => cell.hasAttribute(span))
                .map((span) => ` ${span}="${cell.getAttribute(span)}"`)
                .join("");
              return `<${name}${spans}>${cellHtml(cell)}</${name}>`;
            })
            .join("")}</tr>`,
      )
      .join("")}</table>`;

  const parsed = (html) =>
    new DOMParser().parseFromString(html || "", "text/html").querySelector("table");

  const cell = (name) => {
    const made = document.createElement(name);
    made.contentEditable = "true";
    return made;
  };

  const addRow = (table) => {
    const row = table.insertRow();
    const width = table.rows[0] === row ? 2 : table.rows[0].cells.length;
    for (let n = 0; n < width; n += 1) row.append(cell("td"));
    return row;
  };

  const blank = () => {
    const table = document.createElement("table");
    const head = table.insertRow();
    head.append(cell("th"), cell("th"));
    addRow(table);
    addRow(table);
    return table;
  };

  // What Excel puts on the clipboard: lines of cells apart by tabs, from the cell in hand on.
  const fill = (table, from, text) => {
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const first = from.parentElement.rowIndex;
    const left = from.cellIndex;
    lines.forEach((cells, down) => {
      while (table.rows.length <= first + down) addRow(table);
      const row = table.rows[first + down];
      cells.forEach((written, across) => {
        while (row.cells.length <= left + across) {
          for (const each of table.rows) each.append(cell(each.cells[0].tagName.toLowerCase()));
        }
        row.cells[left + across].textContent = written;
      });
    });
  };

  const button = (label, act, kind = "button-secondary") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `button button-small ${kind}`;
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const ask = (html, labels, done, cancelled) => {
    const dialog = document.createElement("dialog");
    dialog.className = "item-table-dialog";
    dialog.setAttribute("aria-label", labels.title);
    const table = parsed(html) || blank();
    table.querySelectorAll("th, td").forEach((each) => {
      each.contentEditable = "true";
    });
    const close = (after) => {
      dialog.close();
      dialog.remove();
      after();
    };
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      const from = event.target.closest("th, td");
      event.preventDefault();
      if (/[\t\n]/.test(text.trim())) fill(table, from, text);
      else document.execCommand("insertText", false, text);
    });
    const width = () => table.rows[0].cells.length;
    const tools = document.createElement("p");
    tools.className = "item-table-tools";
    tools.append(
      button(labels.addRow, () => addRow(table).cells[0].focus()),
      button(labels.addColumn, () => {
        for (const row of table.rows) row.append(cell(row.cells[0].tagName.toLowerCase()));
      }),
      button(labels.removeRow, () => table.rows.length > 1 && table.deleteRow(-1)),
      button(labels.removeColumn, () => {
        if (width() > 1) for (const row of table.rows) row.deleteCell(-1);
      }),
    );
    const hint = document.createElement("p");
    hint.textContent = labels.hint;
    const ends = document.createElement("p");
    ends.className = "item-table-tools";
    ends.append(
      button(labels.save, () => close(() => done(tableHtml(table))), ""),
      button(labels.cancel, () => close(cancelled)),
    );
    dialog.addEventListener("cancel", () => close(cancelled));
    dialog.append(hint, table, tools, ends);
    document.body.append(dialog);
    dialog.showModal();
    table.rows[0].cells[0].focus();
  };

  class Source extends Component {
    componentDidMount() {
      const { editorState, entityType, entity, entityKey, onComplete, onClose } = this.props;
      const html = entity ? entity.getData().html : "";
      ask(
        html,
        entityType.labels,
        (written) => {
          const content = editorState.getCurrentContent();
          if (entity) {
            const block = content
              .getBlocksAsArray()
              .find((each) => each.getType() === "atomic" && each.getEntityAt(0) === entityKey);
            const { updateBlockEntity } = window.draftail.DraftUtils;
            onComplete(updateBlockEntity(editorState, block, { html: written }));
            return;
          }
          const made = content.createEntity(TYPE, "IMMUTABLE", { html: written });
          const key = made.getLastCreatedEntityKey();
          onComplete(AtomicBlockUtils.insertAtomicBlock(editorState, key, " "));
        },
        onClose,
      );
    }

    render() {
      return null;
    }
  }

  const Block = ({ blockProps }) => {
    const { entity, entityKey, entityType, onEditEntity, onRemoveEntity } = blockProps;
    const { labels } = entityType;
    const act = (label, action) =>
      h(
        "button",
        { type: "button", className: "button button-small button-secondary", onClick: () => action(entityKey) },
        label,
      );
    return h(
      "div",
      { className: "item-table-block", contentEditable: false },
      h("div", { dangerouslySetInnerHTML: { __html: tableHtml(parsed(entity.getData().html) || blank()) } }),
      act(labels.edit, onEditEntity),
      act(labels.remove, onRemoveEntity),
    );
  };

  window.draftail.registerPlugin({ type: TYPE, source: Source, block: Block }, "entityTypes");
})();

// Bundled from main.ts by `npm run report:script`.
export const script = `(function() {
	// src/figures/format.ts
	/**
	* Writes a fraction as a percentage. What is not all is never rounded up to 100 %, and what is not nothing never
	* down to 0 %.
	*
	* @param fraction in [0, 1]
	* @param decimals after the point
	* @example formatPercent(0.9996, 1) // '>99.9 %'
	*/
	function formatPercent(fraction, decimals) {
		const step = 10 ** -decimals;
		const percent = (fraction * 100).toFixed(decimals);
		if (fraction < 1 && Number(percent) >= 100) return \`>\${(100 - step).toFixed(decimals)} %\`;
		if (fraction > 0 && Number(percent) === 0) return \`<\${step.toFixed(decimals)} %\`;
		return \`\${fraction === 1 || fraction === 0 ? fraction * 100 : percent} %\`;
	}
	// src/report/script/card.ts
	/**
	* Makes what shows one digit: the image, what it is, and what was read in it.
	*
	* @param sprite the picture of all digits, loaded
	*/
	function cardMaker(data, sprite) {
		const make = (name, className, ...children) => {
			const element = document.createElement(name);
			if (className) element.className = className;
			element.append(...children);
			return element;
		};
		const { imageWidth: width, imageHeight: height } = data;
		function draw(cell, { index, truth }) {
			const canvas = document.createElement("canvas");
			canvas.width = width;
			canvas.height = height;
			if (data.isColor) canvas.className = "color";
			canvas.setAttribute("role", "img");
			canvas.setAttribute("aria-label", \`\${data.measuredOn} image \${index}, a \${data.classes[truth]}\`);
			const [x, y] = [cell % data.columns * width, Math.floor(cell / data.columns) * height];
			canvas.getContext("2d").drawImage(sprite, x, y, width, height, 0, 0, width, height);
			return canvas;
		}
		return (cell, bars) => {
			const digit = data.digits[cell];
			const first = digit.guesses[0];
			const number = make("small", "", \`#\${digit.index}\`);
			if (!bars) {
				const percent = formatPercent(first.probability, 1);
				return make("li", "", draw(cell, digit), make("div", "", percent), number);
			}
			const isOneModel = first.text === data.classes[first.label];
			const rows = digit.guesses.map((guess, rank) => {
				const bar = document.createElement("i");
				bar.style.width = \`\${guess.probability * 100}%\`;
				const state = \`\${rank === 0 || !isOneModel ? " read" : ""}\${guess.label === digit.truth ? " right" : ""}\`;
				const percent = formatPercent(guess.probability, 1);
				return make("div", \`bar\${state}\`, make("b", "", guess.text), bar, make("span", "", percent));
			});
			const truth = data.classes[digit.truth];
			const title = isOneModel ? \`\${truth} read as \${first.text} \` : \`truth \${truth} \`;
			return make("li", "", draw(cell, digit), make("p", "", title, number), ...rows);
		};
	}
	// src/report/script/copy.ts
	/** Lets the buttons for it copy the text that stands before them. */
	function answerCopy() {
		for (const button of document.querySelectorAll("button[data-copy]")) {
			const source = document.getElementById(button.dataset.copy);
			if (!source) continue;
			button.hidden = false;
			button.addEventListener("click", async () => {
				try {
					await navigator.clipboard.writeText(source.textContent ?? "");
					button.textContent = "Copied";
				} catch {
					getSelection()?.selectAllChildren(source);
					button.textContent = "Selected: copy it by keyboard";
				}
			});
		}
	}
	// src/report/script/curves.ts
	/** Tells the values of the point that the pointer or the slider is at, and marks it in every plot. */
	function answerCurves(data) {
		const slider = document.querySelector(".slider input");
		const output = document.querySelector(".slider output");
		if (!slider || !output) return;
		const fields = document.querySelectorAll("[data-field]");
		function show(index) {
			const reading = data.readings[index];
			if (!reading) return;
			slider.value = String(index);
			const epoch = Number(reading.epoch.toFixed(2));
			slider.setAttribute("aria-valuetext", \`epoch \${epoch}\`);
			output.textContent = \`Epoch \${epoch}\`;
			for (const [row, field] of fields.entries()) field.textContent = reading.fields[row] ?? "";
			for (const column of document.querySelectorAll(".epoch")) column.classList.toggle("current", Number(column.dataset.epoch) === reading.epoch);
		}
		slider.addEventListener("input", () => show(Number(slider.value)));
		for (const column of document.querySelectorAll(".epoch")) {
			const index = data.readings.findIndex(({ epoch }) => epoch === Number(column.dataset.epoch));
			for (const event of ["pointerenter", "pointerdown"]) column.addEventListener(event, () => show(index));
		}
		show(data.readings.length - 1);
	}
	// src/report/script/galleries.ts
	/** Fills the lists of digits, as many as each shows at first; a button below shows the rest. */
	function fillGalleries(data, card) {
		for (const list of document.querySelectorAll("[data-gallery]")) {
			const gallery = data.galleries[list.dataset.gallery];
			const first = Number(list.dataset.first);
			const fill = (cells) => list.append(...cells.map((cell) => card(cell, true)));
			fill(gallery.digits.slice(0, first));
			const rest = gallery.digits.slice(first);
			if (rest.length === 0) continue;
			const button = document.createElement("button");
			button.type = "button";
			button.className = "button";
			button.textContent = \`Show \${rest.length} more\`;
			button.addEventListener("click", () => {
				const next = list.children.length;
				fill(rest);
				button.remove();
				const item = list.children[next];
				item.tabIndex = -1;
				item.focus();
			});
			list.after(button);
		}
	}
	// src/report/script/matrix.ts
	/** Shows the digits of the cell that is clicked; the arrow keys move among the cells, which are one stop of the Tab key. */
	function answerMatrix(data, card) {
		const table = document.querySelector(".matrix");
		const list = document.getElementById("cell-digits");
		const caption = document.getElementById("cell-caption");
		if (!table || !list || !caption) return;
		const buttons = [...table.querySelectorAll("button")];
		const at = ({ dataset }) => [Number(dataset.truth), Number(dataset.read)];
		function show(button) {
			for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
			stopAt(button);
			const [truth, read] = at(button);
			const gallery = data.galleries[\`cell-\${truth}-\${read}\`];
			caption.textContent = gallery.caption;
			list.replaceChildren(...gallery.digits.map((cell) => card(cell, false)));
		}
		function stopAt(button) {
			for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
		}
		/** The next cell with digits in the direction of the key. */
		function next(from, key) {
			const [row, column] = at(from);
			const along = buttons.filter((other) => {
				const [otherRow, otherColumn] = at(other);
				if (key === "ArrowRight") return otherRow === row && otherColumn > column;
				if (key === "ArrowLeft") return otherRow === row && otherColumn < column;
				if (key === "ArrowDown") return otherColumn === column && otherRow > row;
				return key === "ArrowUp" && otherColumn === column && otherRow < row;
			});
			return key === "ArrowRight" || key === "ArrowDown" ? along[0] : along.at(-1);
		}
		for (const button of buttons) {
			button.addEventListener("click", () => show(button));
			button.addEventListener("keydown", (event) => {
				if (!event.key.startsWith("Arrow")) return;
				event.preventDefault();
				const other = next(button, event.key);
				if (!other) return;
				stopAt(other);
				other.focus();
			});
		}
		const first = buttons.find((button) => button.hasAttribute("data-first")) ?? buttons[0];
		if (first) show(first);
	}
	// src/report/script/main.ts
	async function start() {
		const data = JSON.parse(document.getElementById("data").textContent);
		answerCurves(data);
		answerCopy();
		const sprite = document.getElementById("sprite");
		if (sprite) {
			await sprite.decode();
			const card = cardMaker(data, sprite);
			answerMatrix(data, card);
			fillGalleries(data, card);
		}
		document.documentElement.dataset.ready = "true";
	}
	start();
})();
`

"""The default sheet (pupils under 14, no account yet) for the comparison in
`benches/program.sh`: the same words, codes and places as ours, in ReportLab.

What all sheets share is one form a side, drawn once; the rest is drawn over it:
the fastest way that ReportLab has. It writes no tags (ReportLab 5 cannot).

Usage: sheet_reportlab.py LIST.csv OUT.pdf
       sheet_reportlab.py --codes FOLDER     writes gos.svg and cop.svg
"""

import csv
import pathlib
import sys

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

WIDTH, HEIGHT = A4
LEFT, RIGHT = 15 * mm, WIDTH - 15 * mm
CODES = {"gos": "https://www.gosuslugi.ru", "cop": "https://cop.admhmao.ru"}
SCHOOL = "МБОУ «Средняя школа № 7»"
TEACHER = "Соловьёва Елена Викторовна"


def modules(text):
    code = QRCode(None, QRErrorCorrectLevel.H)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return [[code.isDark(row, column) for column in range(count)] for row in range(count)]


def runs(matrix):
    """Dark modules of a row that stand together: column, row, length."""
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                yield x, y, length
            x += length + 1


def write_codes(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in CODES.items():
        matrix = modules(text)
        path = "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in runs(matrix))
        size = len(matrix)
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'
        (folder / f"{name}.svg").write_text(svg)


def fonts():
    folder = pathlib.Path(__file__).resolve().parent.parent.parent / "fonts" / "golos-text"
    for face in ("Regular", "SemiBold", "Bold", "ExtraBold"):
        pdfmetrics.registerFont(TTFont(face, folder / f"GolosText-{face}.ttf"))
    pdfmetrics.registerFontFamily("Regular", normal="Regular", bold="Bold", italic="Regular", boldItalic="Bold")


class Side:
    """Draws from the top downwards; `y` is measured from the upper edge."""

    def __init__(self, canvas):
        self.canvas = canvas

    def text(self, x, y, words, size=11, face="Regular", grey=0):
        self.canvas.setFillGray(grey)
        self.canvas.setFont(face, size)
        self.canvas.drawString(x, HEIGHT - y, words)
        self.canvas.setFillGray(0)

    def paragraph(self, x, y, width, words, size=11):
        style = ParagraphStyle("p", fontName="Regular", fontSize=size, leading=size * 1.28)
        block = Paragraph(words, style)
        height = block.wrap(width, HEIGHT)[1]
        block.drawOn(self.canvas, x, HEIGHT - y - height)
        return y + height + 0.32 * size

    def step(self, x, y, width, number, title, words, size=11):
        self.text(x, y + 2 * size, number, 2.1 * size, "ExtraBold")
        indent = x + 2.6 * size
        self.text(indent, y + 1.6 * size, title, 1.18 * size, "Bold")
        y += 2 * size
        for line in words:
            y = self.paragraph(indent, y, width - 2.6 * size, line, size)
        return y + 0.4 * size

    def rule(self, y, dash=None):
        self.canvas.setLineWidth(0.7 if dash else 1.2)
        self.canvas.setDash(*(dash or ()))
        self.canvas.line(LEFT, HEIGHT - y, RIGHT, HEIGHT - y)
        self.canvas.setDash()

    def line(self, x, y, width):
        self.canvas.setLineWidth(0.7)
        self.canvas.line(x, HEIGHT - y, x + width, HEIGHT - y)

    def frame(self, x, y, width, height, fill=False):
        self.canvas.setLineWidth(0.9)
        self.canvas.setFillGray(0.94)
        self.canvas.roundRect(x, HEIGHT - y - height, width, height, 4, fill=int(fill))
        self.canvas.setFillGray(0)

    def tick(self, x, y, words, size=11):
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(x, HEIGHT - y - 1, 10, 10)
        return self.paragraph(x + 15, y - size, 200, words, size)

    def code(self, name, y):
        x, side = RIGHT - 34 * mm, 30 * mm
        matrix = modules(CODES[name])
        module = side / len(matrix)
        path = self.canvas.beginPath()
        for column, row, length in runs(matrix):
            path.rect(x + column * module, HEIGHT - y - (row + 1) * module, length * module, module)
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.setFont("SemiBold", 9.5)
        self.canvas.drawCentredString(x + side / 2, HEIGHT - y - side - 18, CODES[name].removeprefix("https://"))


def front(canvas):
    side = Side(canvas)
    side.text(LEFT, 38, f"Памятка семье · {SCHOOL}", 9, grey=0.32)
    side.text(LEFT, 70, "Личный вход ребёнка", 23, "ExtraBold")
    side.text(LEFT, 97, "на онлайн-уроки", 23, "ExtraBold")
    side.text(388, 38, "Чья памятка", 9, grey=0.32)
    canvas.setLineWidth(2.2)
    canvas.line(380, HEIGHT - 28, 380, HEIGHT - 78)
    side.rule(117)
    y = side.paragraph(LEFT, 124, RIGHT - LEFT, "На онлайн-урок пускают только по учётной записи самого ребёнка: ваша, родительская, не подойдёт. <b>От вас нужны два дела:</b> зарегистрировать ребёнка на Госуслугах и до <b>5 декабря</b> вернуть талон внизу листа. Если учётная запись у ребёнка уже есть, начните с шага 4.")
    side.code("gos", y + 14)
    narrow = RIGHT - LEFT - 45 * mm
    y = side.step(LEFT, y, narrow, "1", "Зарегистрируйте ребёнка", ["Откройте <b>www.gosuslugi.ru</b> и нажмите <b>Зарегистрироваться</b>. Впишите настоящие имя и фамилию ребёнка и что-то одно: номер мобильного телефона или электронную почту. Ещё раз нажмите <b>Зарегистрироваться</b>."])
    y = side.step(LEFT, y, narrow, "2", "Подтвердите телефон или почту", ["<b>Телефон.</b> Придёт СМС. В течение 300 секунд впишите код в поле «Код подтверждения» и нажмите <b>Продолжить</b>.", "<b>Почта.</b> Письмо придёт само. Откройте его и нажмите <b>Подтвердить почту</b>. Ссылка действует 2 дня."])
    y = side.step(LEFT, y, RIGHT - LEFT, "3", "Придумайте пароль", ["Форма откроется сама. Впишите пароль дважды и нажмите <b>Готово</b>. Не придумывается? Нажмите <b>Сгенерировать пароль</b> и запишите, что получилось."])
    side.frame(LEFT + 29, y, RIGHT - LEFT - 29, 60, fill=True)
    side.paragraph(LEFT + 38, y + 14, 80, "<b>В пароле<br/>должны быть</b>")
    for x, row, words in (
        (130, 0, "не меньше <b>8 знаков</b>"),
        (325, 0, "<b>цифры</b>: 0–9"),
        (130, 1, "<b>большие</b> латинские: A–Z"),
        (325, 1, "<b>малые</b> латинские: a–z"),
        (130, 2, "<b>знаки</b> из набора <b>!@%&amp;()*-+=~?#_[]{};</b>"),
    ):
        side.tick(LEFT + x, y + 17 + 17 * row, words)
    y += 68
    side.code("cop", y + 8)
    y = side.step(LEFT, y, narrow, "4", "Войдите в электронный дневник", ["Откройте <b>cop.admhmao.ru</b> и нажмите <b>Вход для обучающихся</b>. Впишите логин и пароль от Госуслуг: откроется дневник.", "<b>Ребёнку нет 14 лет,</b> поэтому подтверждать учётную запись не надо: всё готово. Скажите классному руководителю, на какой телефон или почту она оформлена: для этого талон."])
    side.paragraph(LEFT, y + 2, narrow, f"<b>Не получается?</b> {TEACHER}: кабинет 214, по будням с 14 до 16 часов.")
    side.text(LEFT + 16, 646, "отрежьте и верните до 5 декабря", 9, grey=0.32)
    side.rule(650, (3, 2))
    side.text(LEFT, 672, "Талон: логин ребёнка на Госуслугах", 15.4, "ExtraBold")
    side.text(LEFT, 690, "Чей талон:")
    side.text(LEFT, 712, "Телефон")
    side.text(LEFT + 62, 712, "+7")
    x = LEFT + 82
    for group in (3, 3, 2, 2):
        for _ in range(group):
            canvas.rect(x, HEIGHT - 718, 5.4 * mm, 7 * mm)
            x += 5.4 * mm
        x += 1.6 * mm
    side.text(LEFT, 744, "или почта")
    side.line(LEFT + 62, 746, 265)
    side.text(LEFT, 762, "Учётная запись:")
    for x, words in ((94, "готова"), (154, "ещё нет"), (220, "нужна помощь")):
        side.tick(LEFT + x, 762, words)
    side.text(LEFT, 788, "Дата")
    side.line(LEFT + 30, 790, 85)
    side.text(LEFT + 120, 788, "Подпись родителя")
    side.line(LEFT + 225, 790, 102)
    side.frame(RIGHT - 170, 658, 170, 84)
    side.paragraph(RIGHT - 162, 664, 154, "<b>Пароль и код из СМС сюда не пишите</b> и никому не говорите: ни учителю, ни школе, ни «службе поддержки».")
    side.paragraph(LEFT, 796, RIGHT - LEFT, f"Отдайте лично: {TEACHER}, классный руководитель. Учитель внесёт логин в журнал, и дневник откроется. По телефону и в чатах школа логин не спрашивает.")


def back(canvas):
    side = Side(canvas)
    size = 12.5
    side.text(LEFT, 38, "Страница ученика ·", 9, grey=0.32)
    side.text(LEFT, 70, "Как войти на онлайн-урок", 26, "ExtraBold")
    side.rule(83)
    y = side.paragraph(LEFT, 90, RIGHT - LEFT, "Подойдёт и компьютер, и смартфон. Входи только под своей учётной записью на Госуслугах: чужая, даже мамина, на урок не пустит.", size)
    side.code("cop", y + 14)
    narrow = RIGHT - LEFT - 45 * mm
    y = side.step(LEFT, y, narrow, "1", "Войди в дневник", ["Открой <b>cop.admhmao.ru</b> и нажми <b>Вход для обучающихся</b>. Логин и пароль те же, что на Госуслугах."], size)
    y = side.step(LEFT, y, narrow, "2", "Открой раздел «Дневник»", ["Найди в нём нужный день."], size)
    y = side.step(LEFT, y, narrow, "3", "Нажми зелёную кнопку", ["Под уроком, который пройдёт онлайн, есть кнопка <b>Онлайн-урок</b>. Нажми её и присоединись."], size)
    side.frame(LEFT, y, RIGHT - LEFT, 270)
    side.text(LEFT + 11, y + 24, "Первый раз и нет учётной записи VK?", 17.5, "ExtraBold")
    y = side.paragraph(LEFT + 11, y + 30, RIGHT - LEFT - 22, "Уроки идут в VK Звонках, сообщения приходят в VK Мессенджере. Для них нужен учебный профиль.", size)
    half = (RIGHT - LEFT) / 2 - 20
    low = side.step(LEFT + 11, y, half, "1", "Телефон", ["Введи номер своего мобильного телефона."], size)
    side.step(LEFT + 11, low, half, "2", "Код", ["Введи код из СМС. Больше его никому не говори."], size)
    low = side.step(LEFT + half + 20, y, half, "3", "О себе", ["Заполни имя, фамилию, отчество, дату рождения и пол. Нажми <b>Продолжить</b>."], size)
    low = side.step(LEFT + half + 20, low, half, "4", "Профиль", ["Нажми <b>Создать учебный профиль</b>. Готово."], size)
    side.paragraph(LEFT + 11, low, RIGHT - LEFT - 22, "Уже есть страница VK? Её никто из школы не увидит. Если хочешь учиться под другой записью, нажми <b>Войти в другой аккаунт</b>.", size)
    side.rule(650, (3, 2))
    side.text(LEFT, 676, "Заполняет классный руководитель", 15.4, "ExtraBold")
    for row, words in enumerate(("талон получен", "логин внесён в журнал", "вход проверен")):
        side.tick(LEFT, 704 + 27 * row, words)
        side.line(LEFT + 62 * mm, 706 + 27 * row, 40 * mm)


def main(list_file, out):
    fonts()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, lang="ru-RU", invariant=1)
    canvas.setTitle("Памятки для семей")
    canvas.setAuthor(SCHOOL)
    for name, draw in (("front", front), ("back", back)):
        canvas.beginForm(name, 0, 0, WIDTH, HEIGHT)
        draw(canvas)
        canvas.endForm()
    group = None
    with open(list_file, encoding="utf-8-sig", newline="") as lines:
        for index, row in enumerate(csv.DictReader(lines, delimiter=";")):
            short = f"{row['Фамилия']} {row['Имя']}"
            full = f"{short} {row['Отчество']}".strip()
            pupil(canvas, index, full, short, row["Класс"], row["Класс"] != group)
            group = row["Класс"]
    canvas.save()


def pupil(canvas, index, full, short, group, is_new_group):
    key = f"p{index}"
    canvas.bookmarkPage(key)
    if is_new_group:
        canvas.addOutlineEntry(group, key, 0, closed=1)
    canvas.addOutlineEntry(full, key, 1)
    canvas.doForm("front")
    canvas.setFont("Regular", 9)
    canvas.drawString(448, HEIGHT - 38, f"· {group}")
    canvas.setFont("Bold", 14)
    for line, words in enumerate(simpleSplit(full, "Bold", 14, RIGHT - 388)):
        canvas.drawString(388, HEIGHT - 58 - 18 * line, words)
    canvas.setFont("Bold", 11)
    canvas.drawString(LEFT + 66, HEIGHT - 690, f"{full}, {group}")
    for url, low in (("gos", 300), ("cop", 590)):
        canvas.linkURL(CODES[url], (RIGHT - 38 * mm, HEIGHT - low, RIGHT, HEIGHT - low + 120))
    canvas.showPage()
    canvas.doForm("back")
    canvas.setFont("Regular", 9)
    canvas.drawString(LEFT + 88, HEIGHT - 38, f"{short}, {group}")
    canvas.linkURL(CODES["cop"], (RIGHT - 38 * mm, HEIGHT - 260, RIGHT, HEIGHT - 140))
    canvas.showPage()


if __name__ == "__main__":
    if sys.argv[1] == "--codes":
        write_codes(sys.argv[2])
    else:
        main(*sys.argv[1:])

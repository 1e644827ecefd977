import java.io.*;
import java.util.*;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdfparser.PDFParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.*;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.*;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.*;
import org.apache.pdfbox.text.PDFTextStripper;

/** What PDFBox sees when it forgives nothing: PdfBox.java FILE… */
class PdfBox {
    static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), false, java.nio.charset.StandardCharsets.UTF_8);

    public static void main(String[] files) throws IOException {
        for (String file : files) see(new File(file));
        OUT.flush();
    }

    static void see(File file) throws IOException {
        try (PDDocument pdf = new PDFParser(new RandomAccessReadBufferedFile(file)).parse(false)) {
            PDFTextStripper stripper = new PDFTextStripper();
            for (int number = 1; number <= pdf.getNumberOfPages(); number++) {
                stripper.setStartPage(number);
                stripper.setEndPage(number);
                say(file, "text", number, stripper.getText(pdf).replaceAll("(?U)\\s", ""));
                for (PDAnnotation annotation : pdf.getPage(number - 1).getAnnotations())
                    if (annotation instanceof PDAnnotationLink link && link.getAction() instanceof PDActionURI action)
                        say(file, "link", number, action.getURI());
            }
            PDDocumentOutline outline = pdf.getDocumentCatalog().getDocumentOutline();
            if (outline != null) bookmarks(file, pdf, outline);
            PDStructureTreeRoot tree = pdf.getDocumentCatalog().getStructureTreeRoot();
            Map<String, Integer> counts = new TreeMap<>();
            if (tree != null) tags(tree, counts);
            counts.forEach((role, count) -> say(file, "tag", role, count));
        }
    }

    static void bookmarks(File file, PDDocument pdf, PDOutlineNode node) throws IOException {
        for (PDOutlineItem item : node.children()) {
            say(file, "bookmark", 1 + pdf.getPages().indexOf(item.findDestinationPage(pdf)), item.getTitle());
            bookmarks(file, pdf, item);
        }
    }

    static void tags(PDStructureNode node, Map<String, Integer> counts) {
        for (Object kid : node.getKids())
            if (kid instanceof PDStructureElement element) {
                counts.merge(element.getStructureType(), 1, Integer::sum);
                tags(element, counts);
            }
    }

    static void say(File file, String what, Object where, Object value) {
        OUT.println(file.getName() + "\t" + what + "\t" + where + "\t" + value);
    }
}

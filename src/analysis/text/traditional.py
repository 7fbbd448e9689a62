"""Texts in traditional characters, read as if they were simplified, one character for one."""

from __future__ import annotations

import re
from functools import cache

TRADITIONAL = (
    "萬與專業東絲兩嚴個豐臨為麗舉義樂喬習鄉書買亂爭於虧雲亞產親億僅從倉儀們價眾優會傘偉傳傷倫偽體餘傭債傾償黨蘭關興養獸內岡冊寫軍農馮"
    "沖決況凍淨準涼減湊鳳憑凱擊劃劉則剛創別刪剎製動務勞勢勝勁勳區醫華協單賣盧衛卻廠廳歷曆厲壓廁廂縣參雙發變敘葉號嘆嚇呂嗎啟員聽吳嗚"
    "響問喚喪團園圍國圖圓聖場壞塊堅壇壩墳墜壟墾塵牆壯聲殼處備複復夠頭夾奪奮獎奧婦媽姍嬌孫學寧寶實寵審憲宮寬賓對尋導壽將爾塵嘗堯層屆屬"
    "歲豈崗島嶺幣帥師帳簾幟帶幫幹並廣莊慶廬庫應廟廢開異棄張彌彎彈強歸當錄徹徑憶懷態憐總戀懇惡惱懸驚懼慘懲慚憤願慮憑戲戰戶撲執擴掃揚擾"
    "撫拋搶護報擔擬攏揀擁攔擰撥擇掛摯揮損撿換據擲攜攝擺搖攤敵斂數齋斬斷無舊時曠晝顯曬曉暈暫術樸機殺雜權條來楊極構槍楓櫃標棧棟樹樣橋檔"
    "檢櫻欄歐歡殘殲毀氈氣漢湯溝沒滬滅燈靈災爐點煉爍爛熱煙煩燒燭犧狀猶獨獅獄獵獻現環瑪瓊電畫暢療瘋癥癱皺盜盞監盤矚矯礦碼磚確礙禮禍離種積"
    "稱穩窮竊窩競筆築簡節範籃籌簽籠類糧緊糾紅級約紀純紙納紛縱組細織終紹經結給絡絕統繼績續維綜綠編緣線練締縮總緒網羅罰罷職聯聰肅腸脅脈腦臉"
    "臺艦艱藝節蘇蘋範薦榮藥營蕭薩蔣虛蟲術補襲裝裡規覓視覽覺觀觸計訂認討讓訓議訊記講許論設訪證評識訴診詞試詩誠話誕該詳語誤說請諸諾讀課誰調"
    "談謀謂謝謹譜豬貝負貢財責賢敗貨質販貪貧購貯貫貴貸費賀賊資賦賭賞賜賠賴贈贊贏趕趨跡踐蹤車軌軟輪轉輕載較輔輛輝輩輯輸轄辦辭邊達遷過運還這進"
    "遠違連遲適選遞邁遺鄧鄭鄰醜醬釋裏鑒針釘鈔鈕鋼錢鐵鈴鉛銀銅銘錯鎖錦鍵鍛鎮鏈鏡長門閃閉闖閒間悶閘鬧聞閣閥閱闊隊陽陰陣階際陸陳險隨隱難霧靜"
    "頂項順須頑頓頒預領頻題顏額風飛飯飲飾飽飼餅館馬馳驅駐駕驗騎騙驟魚鮮鳥雞鳴麥黃齊齡龍龜嶽徵劑榮遊衝麼彙獲穀範誌註佈後採係閤繫託讚週傢傑"
    "噸畝滿潔濟潤漲濱瀏濕瀾灣貿鞏壘鹽邨隸綱紮緻罵贖鍾颱騰駁補禦癒囑尅剋凈滙"
)
SIMPLIFIED = (
    "万与专业东丝两严个丰临为丽举义乐乔习乡书买乱争于亏云亚产亲亿仅从仓仪们价众优会伞伟传伤伦伪体余佣债倾偿党兰关兴养兽内冈册写军农冯"
    "冲决况冻净准凉减凑凤凭凯击划刘则刚创别删刹制动务劳势胜劲勋区医华协单卖卢卫却厂厅历历厉压厕厢县参双发变叙叶号叹吓吕吗启员听吴呜"
    "响问唤丧团园围国图圆圣场坏块坚坛坝坟坠垄垦尘墙壮声壳处备复复够头夹夺奋奖奥妇妈姗娇孙学宁宝实宠审宪宫宽宾对寻导寿将尔尘尝尧层届属"
    "岁岂岗岛岭币帅师帐帘帜带帮干并广庄庆庐库应庙废开异弃张弥弯弹强归当录彻径忆怀态怜总恋恳恶恼悬惊惧惨惩惭愤愿虑凭戏战户扑执扩扫扬扰"
    "抚抛抢护报担拟拢拣拥拦拧拨择挂挚挥损捡换据掷携摄摆摇摊敌敛数斋斩断无旧时旷昼显晒晓晕暂术朴机杀杂权条来杨极构枪枫柜标栈栋树样桥档"
    "检樱栏欧欢残歼毁毡气汉汤沟没沪灭灯灵灾炉点炼烁烂热烟烦烧烛牺状犹独狮狱猎献现环玛琼电画畅疗疯症瘫皱盗盏监盘瞩矫矿码砖确碍礼祸离种积"
    "称稳穷窃窝竞笔筑简节范篮筹签笼类粮紧纠红级约纪纯纸纳纷纵组细织终绍经结给络绝统继绩续维综绿编缘线练缔缩总绪网罗罚罢职联聪肃肠胁脉脑脸"
    "台舰艰艺节苏苹范荐荣药营萧萨蒋虚虫术补袭装里规觅视览觉观触计订认讨让训议讯记讲许论设访证评识诉诊词试诗诚话诞该详语误说请诸诺读课谁调"
    "谈谋谓谢谨谱猪贝负贡财责贤败货质贩贪贫购贮贯贵贷费贺贼资赋赌赏赐赔赖赠赞赢赶趋迹践踪车轨软轮转轻载较辅辆辉辈辑输辖办辞边达迁过运还这进"
    "远违连迟适选递迈遗邓郑邻丑酱释里鉴针钉钞钮钢钱铁铃铅银铜铭错锁锦键锻镇链镜长门闪闭闯闲间闷闸闹闻阁阀阅阔队阳阴阵阶际陆陈险随隐难雾静"
    "顶项顺须顽顿颁预领频题颜额风飞饭饮饰饱饲饼馆马驰驱驻驾验骑骗骤鱼鲜鸟鸡鸣麦黄齐龄龙龟岳征剂荣游冲么汇获谷范志注布后采系合系托赞周家杰"
    "吨亩满洁济润涨滨浏湿澜湾贸巩垒盐村隶纲扎致骂赎钟台腾驳补御愈嘱克克净汇"
)
_ONLY_TRADITIONAL = re.compile(
    "[個條張類餘萬億場縣區鄉鎮機關議審國會與為這來時對發學經進說現實業務開長問題點當體總應將從動門後]"
)
SAMPLE = 4000  # characters that tell the script


def simplified(text: str) -> str:
    """Return a text in simplified characters, of the same length.

    >>> simplified("雪嶺縣人民政府關於2023年法治政府建設情況的報告")
    '雪岭县人民政府关于2023年法治政府建设情况的报告'
    """
    return to_simplified(text) if is_traditional(text[:SAMPLE]) or short(text) else text


def short(text: str) -> bool:
    """Tell a line such as a title that is traditional though it is too short to be sure."""
    return len(text) < 100 and sum(c in _signs() for c in text) >= 2


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional characters and not only sprinkled with them.

    >>> is_traditional("一個縣的條例"), is_traditional("全县受理案件87件,渻略")
    (True, False)
    """
    count = len(_ONLY_TRADITIONAL.findall(text))
    return count >= 3 and count * 50 > len(text)


def to_simplified(text: str) -> str:
    """Replace each traditional character by its simplified one, one for one."""
    return text.translate(_table())


@cache
def _table() -> dict[int, int]:
    return dict(zip(map(ord, TRADITIONAL), map(ord, SIMPLIFIED), strict=True))


@cache
def _signs() -> frozenset[str]:
    """Characters that are traditional only; some of the table are used in simplified texts too."""
    return frozenset(TRADITIONAL) - frozenset(SIMPLIFIED) - frozenset("於徵乾後製嶽鍾")
